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
