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
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x11c
#   mov eax, 1
#      ca  mov eax, 1
#   jmp short 0x401009
# b2 at 0x401009, gas 3
#      cf  sub r15, 3
#      d3  jb 0x130
#   add eax, edi
#      d9  add eax, edi
#   jmp short 0x40100f
# b3 at 0x40100f, gas 3
#      db  sub r15, 3
#      df  jb 0x144
#   ret
#      e5  cmp gs:[r14d], r14
#      ea  lea r14d, [r14+8]
#      ee  ret
# elsewhere
#      ef  mov rax, [rsp-8]
#      f4  mov rcx, [rsp-0x10]
#      f9  jmp 0xc0
#      fe  mov rax, [rsp-8]
#      103  mov rcx, [rsp-0x10]
#      108  jmp 0xcf
#      10d  mov rax, [rsp-8]
#      112  mov rcx, [rsp-0x10]
#      117  jmp 0xdb
#      11c  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      128  jmp qword ptr gs:[0xffffffffffffff98]
#      130  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      13c  jmp qword ptr gs:[0xffffffffffffff98]
#      144  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      150  jmp qword ptr gs:[0xffffffffffffff98]
