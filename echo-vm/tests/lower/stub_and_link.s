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
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x12f
#   cmp edi, 1
#      ca  cmp edi, 1
#   je short 0x40100b
#      cd  je 0xec
# b2 at 0x401005, gas 4
#      d3  sub r15, 4
#      d7  jb 0x143
#   mov eax, 3
#      dd  mov eax, 3
#   ret
#      e2  cmp gs:[r14d], r14
#      e7  lea r14d, [r14+8]
#      eb  ret
# b3 at 0x40100b, gas 4
#      ec  sub r15, 4
#      f0  jb 0x157
#   xor eax, eax
#      f6  xor eax, eax
#   ret
#      f8  cmp gs:[r14d], r14
#      fd  lea r14d, [r14+8]
#      101  ret
# elsewhere
#      102  mov rax, [rsp-8]
#      107  mov rcx, [rsp-0x10]
#      10c  jmp 0xc0
#      111  mov rax, [rsp-8]
#      116  mov rcx, [rsp-0x10]
#      11b  jmp 0xd3
#      120  mov rax, [rsp-8]
#      125  mov rcx, [rsp-0x10]
#      12a  jmp 0xec
#      12f  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      13b  jmp qword ptr gs:[0xffffffffffffff98]
#      143  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      14f  jmp qword ptr gs:[0xffffffffffffff98]
#      157  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      163  jmp qword ptr gs:[0xffffffffffffff98]
# 0x40100b is there
