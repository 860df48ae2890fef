# Multiplications of two and three operands, the wide product of 64 bits, and divisions. Where the flags of a
# product are read, they are computed.
    .intel_syntax noprefix
    .globl __apply
__apply:
    imul eax, esi
    imul rax, rsi
    imul eax, esi, 10
    imul rax, rsi, 10
    imul rax, [rdi]
    mul rsi
    mul qword ptr [rdi]
    div esi
    idiv rsi
    mul esi
    ret

## interpreter
# b1 at 0x401000, gas 79
#   3  imul eax, esi                      flags: dead
#        Imul32RR  dst: Rax, a: Rax, b: Rsi
#   3  imul rax, rsi                      flags: dead
#        Imul64RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   3  imul eax, esi, 0xa                 flags: dead
#        Imul32RRI  dst: Rax, a: Rsi, imm: 10
#   3  imul rax, rsi, 0xa                 flags: dead
#        Imul64RRI  dst: Rax, a: Rsi, imm: 10
#   4  imul rax, [rdi]                    flags: dead
#        LoadNear64  dst: T0, near: [Rdi]
#        Imul64RR  dst: Rax, a: Rax, b: T0  <- T0
#   3  mul rsi                            flags: dead
#        Mul64  src: Rsi
#   4  mul qword ptr [rdi]                flags: dead
#        LoadNear64  dst: T0, near: [Rdi]
#        Mul64  src: T0  <- T0
#  25  div esi                            flags: dead
#        Div  width: B4, src: Rsi
#  25  idiv rsi                           flags: dead
#        Idiv  width: B8, src: Rsi
#   3  mul esi                            flags: dead
#        General  Mul
#   3  ret
#        Ret  release: 0
