# A jump to a fixed place does not end a block: what it leads to stands behind it, and the jump costs its gas
# but leaves no operation.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov eax, 1
    jmp 1f
    ud2
1:  add eax, edi
    jmp 2f
    ud2
2:  ret

## interpreter
# b1 at 0x401000, gas 9
#   1  mov eax, 1
#        MovI  dst: Rax, imm: 1
#   2  jmp short 0x401009
#   1  add eax, edi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rdi  <- Rax
#   2  jmp short 0x40100f
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 3, charges 9
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 9
#      b9  jb 0xd0
#   mov eax, 1
#      bf  mov eax, 1
#   jmp short 0x401009
# b2 at 0x401009, gas 3, paid already
#   add eax, edi
#      c4  add eax, edi
#   jmp short 0x40100f
# b3 at 0x40100f, gas 3, paid already
#   ret
#      c6  cmp gs:[r14d], r14
#      cb  lea r14d, [r14+8]
#      cf  ret
# elsewhere
#      d0  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      dc  jmp qword ptr gs:[0xffffffffffffff98]
