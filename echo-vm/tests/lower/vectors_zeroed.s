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

## jit
# region of 0x401000
# b1 at 0x401000, gas 19
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x13
#      b9  jb 0xfc
#   vmovaps xmm0, xmm1
#      bf  vmovaps xmm0, xmm1
#   vmovups xmm0, [rdi]
#      c3  vmovups xmm0, gs:[edi]
#   vmovaps xmm0, [rdi]
#      c9  vmovaps xmm0, gs:[edi]
#   vmovsd xmm0, [rdi]
#      cf  vmovsd xmm0, gs:[edi]
#   vmovss xmm0, [rdi]
#      d5  vmovss xmm0, gs:[edi]
#   vmovd xmm0, eax
#      db  vmovd xmm0, eax
#   vpaddd xmm0, xmm1, xmm2
#      df  vpaddd xmm0, xmm1, xmm2
#   vpaddd xmm0, xmm1, [rdi]
#      e3  vpaddd xmm0, xmm1, gs:[edi]
#   vmovhps xmm0, xmm1, [rdi]
#      e9  vmovhps xmm0, xmm1, gs:[edi]
#   vzeroupper
#      ef  vzeroupper
#   ret
#      f2  cmp gs:[r14d], r14
#      f7  lea r14d, [r14+8]
#      fb  ret
# elsewhere
#      fc  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      108  jmp qword ptr gs:[0xffffffffffffff98]
