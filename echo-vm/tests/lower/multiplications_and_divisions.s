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
#      c0  sub r15, 0x4f
#      c4  jb 0x106
#   imul eax, esi
#      ca  imul eax, esi
#   imul rax, rsi
#      cd  imul rax, rsi
#   imul eax, esi, 0xa
#      d1  imul eax, esi, 0xa
#   imul rax, rsi, 0xa
#      d4  imul rax, rsi, 0xa
#   imul rax, [rdi]
#      d8  imul rax, gs:[edi]
#   mul rsi
#      de  mul rsi
#   mul qword ptr [rdi]
#      e1  mul qword ptr gs:[edi]
#   div esi
#      e6  div esi
#   idiv rsi
#      e8  idiv rsi
#   mul esi
#      eb  mul esi
#   ret
#      ed  cmp gs:[r14d], r14
#      f2  lea r14d, [r14+8]
#      f6  ret
# elsewhere
#      f7  mov rax, [rsp-8]
#      fc  mov rcx, [rsp-0x10]
#      101  jmp 0xc0
#      106  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      112  jmp qword ptr gs:[0xffffffffffffff98]
