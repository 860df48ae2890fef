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
#      c0  sub r15, 9
#      c4  jb 0xea
#   mov eax, 1
#      ca  mov eax, 1
#   jmp short 0x401009
# b2 at 0x401009, gas 3, paid already
#   add eax, edi
#      cf  add eax, edi
#   jmp short 0x40100f
# b3 at 0x40100f, gas 3, paid already
#   ret
#      d1  cmp gs:[r14d], r14
#      d6  lea r14d, [r14+8]
#      da  ret
# elsewhere
#      db  mov rax, [rsp-8]
#      e0  mov rcx, [rsp-0x10]
#      e5  jmp 0xc0
#      ea  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      f6  jmp qword ptr gs:[0xffffffffffffff98]
