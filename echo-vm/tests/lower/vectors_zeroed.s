# With VEX and 128 bits, the upper half of the destination becomes zero: in the operation, or by one behind it.
    .intel_syntax noprefix
    .globl __apply
__apply:
    vmovaps xmm0, xmm1
    vmovups xmm0, [rdi]
    vmovaps xmm0, [rdi]
    vmovsd xmm0, [rdi]
    vmovss xmm0, [rdi]
    vmovd xmm0, eax
    vpaddd xmm0, xmm1, xmm2
    vpaddd xmm0, xmm1, [rdi]
    vmovhps xmm0, xmm1, [rdi]
    vzeroupper
    ret

## interpreter
# b1 at 0x401000, gas 19
#   1  vmovaps xmm0, xmm1
#        MovV  dst: Rax, src: Rcx
#   2  vmovups xmm0, [rdi]
#        LoadV  dst: Rax, ea: [Rdi]
#   2  vmovaps xmm0, [rdi]
#        LoadVAligned  dst: Rax, ea: [Rdi]
#   2  vmovsd xmm0, [rdi]
#        LoadV64  dst: Rax, ea: [Rdi]
#   2  vmovss xmm0, [rdi]
#        LoadV32  dst: Rax, ea: [Rdi]
#   1  vmovd xmm0, eax
#        XFrom32  dst: Rax, src: Rax
#        ZeroUpper  dst: Rax
#   1  vpaddd xmm0, xmm1, xmm2
#        Lane  Paddd, dst: Rax, a: Rcx, b: Rdx, imm: 0
#   2  vpaddd xmm0, xmm1, [rdi]
#        LoadX  dst: T0, ea: [Rdi]
#        Lane  Paddd, dst: Rax, a: Rcx, b: T0, imm: 0
#   2  vmovhps xmm0, xmm1, [rdi]
#        LoadX64  dst: T0, ea: [Rdi]
#        Lane  MovHigh, dst: Rax, a: Rcx, b: T0, imm: 0
#   1  vzeroupper
#        ZeroUppers
#   3  ret
#        Ret  release: 0
