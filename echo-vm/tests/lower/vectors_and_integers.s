# Between vectors and general registers: conversions, lanes, signs. What is a copy of registers can be the last
# result, so that the next operation takes it.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cvtsi2sd xmm0, eax
    cvtsi2sd xmm0, rax
    cvtsi2ss xmm0, eax
    cvtsi2ss xmm0, rax
    cvttsd2si eax, xmm0
    cvttsd2si rax, xmm0
    cvttss2si eax, xmm0
    cvttss2si rax, xmm0
    pmovmskb eax, xmm0
    movmskps eax, xmm0
    movmskpd eax, xmm0
    pextrd eax, xmm0, 2
    pextrq [rdi], xmm0, 1
    blendvps xmm0, xmm1, xmm0
    blendvpd xmm2, xmm1, xmm0
    ret

## interpreter
# b1 at 0x401000, gas 35
#   3  cvtsi2sd xmm0, eax
#        DoubleFrom32  dst: Rax, a: Rax, src: Rax
#   3  cvtsi2sd xmm0, rax
#        DoubleFrom64  dst: Rax, a: Rax, src: Rax
#   3  cvtsi2ss xmm0, eax
#        SingleFrom32  dst: Rax, a: Rax, src: Rax
#   3  cvtsi2ss xmm0, rax
#        SingleFrom64  dst: Rax, a: Rax, src: Rax
#   3  cvttsd2si eax, xmm0
#        TruncateDouble32  dst: Rax, src: Rax
#   3  cvttsd2si rax, xmm0
#        TruncateDouble64  dst: Rax, src: Rax
#   3  cvttss2si eax, xmm0
#        TruncateSingle32  dst: Rax, src: Rax
#   3  cvttss2si rax, xmm0
#        TruncateSingle64  dst: Rax, src: Rax
#   1  pmovmskb eax, xmm0
#        Signs8  wide: false, dst: Rax, src: Rax
#   1  movmskps eax, xmm0
#        Signs32  wide: false, dst: Rax, src: Rax
#   1  movmskpd eax, xmm0
#        Signs64  wide: false, dst: Rax, src: Rax
#   1  pextrd eax, xmm0, 2
#        Extract  width: B4, bit: 64, dst: Rax, src: Rax
#   2  pextrq [rdi], xmm0, 1
#        Extract  width: B8, bit: 64, dst: T0, src: Rax
#        StoreNear64  src: T0, near: [Rdi]  <- T0
#   1  blendvps xmm0, xmm1
#        Blend32  wide: false, mask: Rax, dst: T0, a: Rax, b: Rcx
#        MovX  dst: Rax, src: T0
#   1  blendvpd xmm2, xmm1
#        Blend64  wide: false, mask: Rax, dst: T0, a: Rdx, b: Rcx
#        MovX  dst: Rdx, src: T0
#   3  ret
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 35
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x23
#      b9  jb 0x111
#   cvtsi2sd xmm0, eax
#      bf  cvtsi2sd xmm0, eax
#   cvtsi2sd xmm0, rax
#      c3  cvtsi2sd xmm0, rax
#   cvtsi2ss xmm0, eax
#      c8  cvtsi2ss xmm0, eax
#   cvtsi2ss xmm0, rax
#      cc  cvtsi2ss xmm0, rax
#   cvttsd2si eax, xmm0
#      d1  cvttsd2si eax, xmm0
#   cvttsd2si rax, xmm0
#      d5  cvttsd2si rax, xmm0
#   cvttss2si eax, xmm0
#      da  cvttss2si eax, xmm0
#   cvttss2si rax, xmm0
#      de  cvttss2si rax, xmm0
#   pmovmskb eax, xmm0
#      e3  pmovmskb eax, xmm0
#   movmskps eax, xmm0
#      e7  movmskps eax, xmm0
#   movmskpd eax, xmm0
#      ea  movmskpd eax, xmm0
#   pextrd eax, xmm0, 2
#      ee  pextrd eax, xmm0, 2
#   pextrq [rdi], xmm0, 1
#      f4  pextrq gs:[edi], xmm0, 1
#   blendvps xmm0, xmm1
#      fd  blendvps xmm0, xmm1
#   blendvpd xmm2, xmm1
#      102  blendvpd xmm2, xmm1
#   ret
#      107  cmp gs:[r14d], r14
#      10c  lea r14d, [r14+8]
#      110  ret
# elsewhere
#      111  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      11d  jmp qword ptr gs:[0xffffffffffffff98]
