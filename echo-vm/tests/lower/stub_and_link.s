# A jump to code that is not decoded leads to a stub. When execution comes there, the block is decoded and the
# jump mended, so that the stub is never seen again.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, 1
    je then_taken
    mov eax, 3
    ret
then_taken:
    xor eax, eax
    ret

## interpreter
# b1 at 0x401000, gas 3
#   1  cmp edi, 1                         flags: truth value of e
#   2  je short 0x40100b                  asks the truth value
#        JumpEqual32RI  a: Rdi, imm: 1, taken: b3
# b2 at 0x401005, gas 4
#   1  mov eax, 3
#        MovI  dst: Rax, imm: 3
#   3  ret
#      + Ret  release: 0
# b3 at 0x40100b, gas 0
#        Stub  addr: 0x40100b, site: b1
# b1 now leads to b4
# b4 at 0x40100b, gas 4
#   1  xor eax, eax                       flags: dead
#        MovI  dst: Rax, imm: 0
#   3  ret
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 3, charges 7
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 7
#      b9  jb 0xe3
#   cmp edi, 1
#      bf  cmp edi, 1
#   je short 0x40100b
#      c2  je 0xd7
# b2 at 0x401005, gas 4, paid already
#   mov eax, 3
#      c8  mov eax, 3
#   ret
#      cd  cmp gs:[r14d], r14
#      d2  lea r14d, [r14+8]
#      d6  ret
# b3 at 0x40100b, gas 4, paid already
#   xor eax, eax
#      d7  xor eax, eax
#   ret
#      d9  cmp gs:[r14d], r14
#      de  lea r14d, [r14+8]
#      e2  ret
# elsewhere
#      e3  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      ef  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40100b
# b1 at 0x40100b, gas 4
#      f7  mov rax, [rsp-8]
#      fc  sub r15, 4
#      100  jb 0x112
#   xor eax, eax
#      106  xor eax, eax
#   ret
#      108  cmp gs:[r14d], r14
#      10d  lea r14d, [r14+8]
#      111  ret
# elsewhere
#      112  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      11e  jmp qword ptr gs:[0xffffffffffffff98]
