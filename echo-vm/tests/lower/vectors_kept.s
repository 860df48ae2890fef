# An instruction without VEX leaves the upper half of its destination alone: its operations touch the lower 16 bytes
# only. A source in memory is loaded into scratch, aligned as the manual asks. (A slot is a number in either bank of
# registers: Rax is xmm0, Rcx xmm1, Rdx xmm2.)
    .intel_syntax noprefix
    .globl __apply
__apply:
    movaps xmm0, xmm1
    movups xmm0, [rdi]
    movaps xmm0, [rdi]
    movups [rdi], xmm0
    movaps [rdi], xmm0
    movsd xmm0, [rdi]
    movss xmm0, [rdi]
    movsd [rdi], xmm0
    movss [rdi], xmm0
    movq xmm0, xmm1
    movd xmm0, eax
    movq xmm0, rax
    movd eax, xmm0
    movq rax, xmm0
    movlps xmm0, [rdi]
    movhps xmm0, [rdi]
    movhps [rdi], xmm0
    paddd xmm0, xmm1
    paddd xmm0, [rdi]
    pslld xmm0, 3
    ret

## interpreter
# b1 at 0x401000, gas 35
#   1  movaps xmm0, xmm1
#        MovX  dst: Rax, src: Rcx
#   2  movups xmm0, [rdi]
#        LoadX  dst: Rax, ea: [Rdi]
#   2  movaps xmm0, [rdi]
#        LoadXAligned  dst: Rax, ea: [Rdi]
#   2  movups [rdi], xmm0
#        StoreX  src: Rax, ea: [Rdi]
#   2  movaps [rdi], xmm0
#        StoreXAligned  src: Rax, ea: [Rdi]
#   2  movsd xmm0, [rdi]
#        LoadX64  dst: Rax, ea: [Rdi]
#   2  movss xmm0, [rdi]
#        LoadX32  dst: Rax, ea: [Rdi]
#   2  movsd [rdi], xmm0
#        StoreX64  src: Rax, ea: [Rdi]
#   2  movss [rdi], xmm0
#        StoreX32  src: Rax, ea: [Rdi]
#   1  movq xmm0, xmm1
#        MovXLow  dst: Rax, src: Rcx
#   1  movd xmm0, eax
#        XFrom32  dst: Rax, src: Rax
#   1  movq xmm0, rax
#        XFrom64  dst: Rax, src: Rax
#   1  movd eax, xmm0
#        XTo32  dst: Rax, src: Rax
#   1  movq rax, xmm0
#        XTo64  dst: Rax, src: Rax
#   2  movlps xmm0, [rdi]
#        LoadXLow  dst: Rax, a: Rax, ea: [Rdi]
#   2  movhps xmm0, [rdi]
#        LoadXHigh  dst: Rax, a: Rax, ea: [Rdi]
#   2  movhps [rdi], xmm0
#        StoreXHigh  src: Rax, ea: [Rdi]
#   1  paddd xmm0, xmm1
#        Lane  Paddd, dst: Rax, a: Rax, b: Rcx, imm: 0
#   2  paddd xmm0, [rdi]
#        LoadXAligned  dst: T0, ea: [Rdi]
#        Lane  Paddd, dst: Rax, a: Rax, b: T0, imm: 0
#   1  pslld xmm0, 3
#        Lane  Pslld, dst: Rax, a: Rax, b: Zero, imm: 3
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 35
#      c0  sub r15, 0x23
#      c4  jb 0x146
#   movaps xmm0, xmm1
#      ca  movaps xmm0, xmm1
#   movups xmm0, [rdi]
#      cd  movups xmm0, gs:[edi]
#   movaps xmm0, [rdi]
#      d2  movaps xmm0, gs:[edi]
#   movups [rdi], xmm0
#      d7  movups gs:[edi], xmm0
#   movaps [rdi], xmm0
#      dc  movaps gs:[edi], xmm0
#   movsd xmm0, [rdi]
#      e1  movsd xmm0, gs:[edi]
#   movss xmm0, [rdi]
#      e7  movss xmm0, gs:[edi]
#   movsd [rdi], xmm0
#      ed  movsd gs:[edi], xmm0
#   movss [rdi], xmm0
#      f3  movss gs:[edi], xmm0
#   movq xmm0, xmm1
#      f9  movq xmm0, xmm1
#   movd xmm0, eax
#      fd  movd xmm0, eax
#   movq xmm0, rax
#      101  movq xmm0, rax
#   movd eax, xmm0
#      106  movd eax, xmm0
#   movq rax, xmm0
#      10a  movq rax, xmm0
#   movlps xmm0, [rdi]
#      10f  movlps xmm0, gs:[edi]
#   movhps xmm0, [rdi]
#      114  movhps xmm0, gs:[edi]
#   movhps [rdi], xmm0
#      119  movhps gs:[edi], xmm0
#   paddd xmm0, xmm1
#      11e  paddd xmm0, xmm1
#   paddd xmm0, [rdi]
#      122  paddd xmm0, gs:[edi]
#   pslld xmm0, 3
#      128  pslld xmm0, 3
#   ret
#      12d  cmp gs:[r14d], r14
#      132  lea r14d, [r14+8]
#      136  ret
# elsewhere
#      137  mov rax, [rsp-8]
#      13c  mov rcx, [rsp-0x10]
#      141  jmp 0xc0
#      146  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      152  jmp qword ptr gs:[0xffffffffffffff98]
