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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x15
#      b9  jb 0xf3
#   xor edi, edi
#      bf  xor edi, edi
#   int 0x40
#      c1  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      cd  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401004, gas 3
#      d5  sub r15, 3
#      d9  jb 0x107
#   ret
#      df  cmp gs:[r14d], r14
#      e4  lea r14d, [r14+8]
#      e8  ret
# elsewhere
#      e9  mov rax, [rsp-8]
#      ee  jmp 0xd5
#      f3  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      ff  jmp qword ptr gs:[0xffffffffffffff98]
#      107  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      113  jmp qword ptr gs:[0xffffffffffffff98]
