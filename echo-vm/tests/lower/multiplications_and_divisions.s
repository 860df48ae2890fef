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

## jit
# region of 0x401000
# b1 at 0x401000, gas 79
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x4f
#      b9  jb 0xec
#   imul eax, esi
#      bf  imul eax, esi
#   imul rax, rsi
#      c2  imul rax, rsi
#   imul eax, esi, 0xa
#      c6  imul eax, esi, 0xa
#   imul rax, rsi, 0xa
#      c9  imul rax, rsi, 0xa
#   imul rax, [rdi]
#      cd  imul rax, gs:[edi]
#   mul rsi
#      d3  mul rsi
#   mul qword ptr [rdi]
#      d6  mul qword ptr gs:[edi]
#   div esi
#      db  div esi
#   idiv rsi
#      dd  idiv rsi
#   mul esi
#      e0  mul esi
#   ret
#      e2  cmp gs:[r14d], r14
#      e7  lea r14d, [r14+8]
#      eb  ret
# elsewhere
#      ec  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      f8  jmp qword ptr gs:[0xffffffffffffff98]
