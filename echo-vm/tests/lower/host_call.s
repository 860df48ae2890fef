# A host call leaves the engine: with the function's number, and the address to go on at.
    .intel_syntax noprefix
    .globl __apply
__apply:
    xor edi, edi
    int 0x40
    ret

## interpreter
# b1 at 0x401000, gas 21
#   1  xor edi, edi                       flags: dead
#        MovI  dst: Rdi, imm: 0
#  20  int 0x40
#      + HostCall  function: 64, next: 0x401004

## jit
# region of 0x401000
# b1 at 0x401000, gas 21
#      c0  sub r15, 0x15
#      c4  jb 0x112
#   xor edi, edi
#      ca  xor edi, edi
#   int 0x40
#      cc  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      d8  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401004, gas 3
#      e0  sub r15, 3
#      e4  jb 0x126
#   ret
#      ea  cmp gs:[r14d], r14
#      ef  lea r14d, [r14+8]
#      f3  ret
# elsewhere
#      f4  mov rax, [rsp-8]
#      f9  mov rcx, [rsp-0x10]
#      fe  jmp 0xc0
#      103  mov rax, [rsp-8]
#      108  mov rcx, [rsp-0x10]
#      10d  jmp 0xe0
#      112  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      11e  jmp qword ptr gs:[0xffffffffffffff98]
#      126  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      132  jmp qword ptr gs:[0xffffffffffffff98]
