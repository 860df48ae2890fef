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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x23
#      b9  jb 0x12c
#   movaps xmm0, xmm1
#      bf  movaps xmm0, xmm1
#   movups xmm0, [rdi]
#      c2  movups xmm0, gs:[edi]
#   movaps xmm0, [rdi]
#      c7  movaps xmm0, gs:[edi]
#   movups [rdi], xmm0
#      cc  movups gs:[edi], xmm0
#   movaps [rdi], xmm0
#      d1  movaps gs:[edi], xmm0
#   movsd xmm0, [rdi]
#      d6  movsd xmm0, gs:[edi]
#   movss xmm0, [rdi]
#      dc  movss xmm0, gs:[edi]
#   movsd [rdi], xmm0
#      e2  movsd gs:[edi], xmm0
#   movss [rdi], xmm0
#      e8  movss gs:[edi], xmm0
#   movq xmm0, xmm1
#      ee  movq xmm0, xmm1
#   movd xmm0, eax
#      f2  movd xmm0, eax
#   movq xmm0, rax
#      f6  movq xmm0, rax
#   movd eax, xmm0
#      fb  movd eax, xmm0
#   movq rax, xmm0
#      ff  movq rax, xmm0
#   movlps xmm0, [rdi]
#      104  movlps xmm0, gs:[edi]
#   movhps xmm0, [rdi]
#      109  movhps xmm0, gs:[edi]
#   movhps [rdi], xmm0
#      10e  movhps gs:[edi], xmm0
#   paddd xmm0, xmm1
#      113  paddd xmm0, xmm1
#   paddd xmm0, [rdi]
#      117  paddd xmm0, gs:[edi]
#   pslld xmm0, 3
#      11d  pslld xmm0, 3
#   ret
#      122  cmp gs:[r14d], r14
#      127  lea r14d, [r14+8]
#      12b  ret
# elsewhere
#      12c  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      138  jmp qword ptr gs:[0xffffffffffffff98]
