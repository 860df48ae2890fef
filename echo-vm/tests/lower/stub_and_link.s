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
#      c0  sub r15, 7
#      c4  jb 0xfd
#   cmp edi, 1
#      ca  cmp edi, 1
#   je short 0x40100b
#      cd  je 0xe2
# b2 at 0x401005, gas 4, paid already
#   mov eax, 3
#      d3  mov eax, 3
#   ret
#      d8  cmp gs:[r14d], r14
#      dd  lea r14d, [r14+8]
#      e1  ret
# b3 at 0x40100b, gas 4, paid already
#   xor eax, eax
#      e2  xor eax, eax
#   ret
#      e4  cmp gs:[r14d], r14
#      e9  lea r14d, [r14+8]
#      ed  ret
# elsewhere
#      ee  mov rax, [rsp-8]
#      f3  mov rcx, [rsp-0x10]
#      f8  jmp 0xc0
#      fd  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      109  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40100b
# b1 at 0x40100b, gas 4
#      111  sub r15, 4
#      115  jb 0x136
#   xor eax, eax
#      11b  xor eax, eax
#   ret
#      11d  cmp gs:[r14d], r14
#      122  lea r14d, [r14+8]
#      126  ret
# elsewhere
#      127  mov rax, [rsp-8]
#      12c  mov rcx, [rsp-0x10]
#      131  jmp 0x111
#      136  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      142  jmp qword ptr gs:[0xffffffffffffff98]
