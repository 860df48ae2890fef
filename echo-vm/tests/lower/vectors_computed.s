# With 256 bits, both halves are computed. What moves between the halves has operations of its own.
    .intel_syntax noprefix
    .globl __apply
__apply:
    vmovaps ymm0, ymm1
    vmovups ymm0, [rdi]
    vmovaps ymm0, [rdi]
    vmovups [rdi], ymm0
    vmovaps [rdi], ymm0
    vpaddd ymm0, ymm1, ymm2
    vpaddd ymm0, ymm1, [rdi]
    vpbroadcastb ymm0, xmm1
    vpbroadcastw ymm0, xmm1
    vpbroadcastd ymm0, xmm1
    vpbroadcastq xmm0, xmm1
    vbroadcasti128 ymm0, [rdi]
    vinserti128 ymm0, ymm1, xmm2, 1
    vextracti128 xmm0, ymm1, 1
    vextracti128 [rdi], ymm1, 0
    vperm2i128 ymm0, ymm1, ymm2, 0x31
    vpermq ymm0, ymm1, 0x1b
    vpermd ymm0, ymm1, ymm2
    vpblendvb ymm0, ymm1, ymm2, ymm3
    ret

## interpreter
# b1 at 0x401000, gas 29
#   1  vmovaps ymm0, ymm1
#        MovY  dst: Rax, src: Rcx
#   2  vmovups ymm0, [rdi]
#        LoadY  dst: Rax, ea: [Rdi]
#   2  vmovaps ymm0, [rdi]
#        LoadYAligned  dst: Rax, ea: [Rdi]
#   2  vmovups [rdi], ymm0
#        StoreY  src: Rax, ea: [Rdi]
#   2  vmovaps [rdi], ymm0
#        StoreYAligned  src: Rax, ea: [Rdi]
#   1  vpaddd ymm0, ymm1, ymm2
#        LaneWhole  Paddd, dst: Rax, a: Rcx, b: Rdx, imm: 0
#   2  vpaddd ymm0, ymm1, [rdi]
#        LoadY  dst: T0, ea: [Rdi]
#        LaneWhole  Paddd, dst: Rax, a: Rcx, b: T0, imm: 0
#   1  vpbroadcastb ymm0, xmm1
#        Broadcast8  wide: true, dst: Rax, src: Rcx
#   1  vpbroadcastw ymm0, xmm1
#        Broadcast16  wide: true, dst: Rax, src: Rcx
#   1  vpbroadcastd ymm0, xmm1
#        Broadcast32  wide: true, dst: Rax, src: Rcx
#   1  vpbroadcastq xmm0, xmm1
#        Broadcast64  wide: false, dst: Rax, src: Rcx
#   2  vbroadcasti128 ymm0, [rdi]
#        LoadX  dst: T0, ea: [Rdi]
#        Broadcast128  dst: Rax, src: T0
#   1  vinserti128 ymm0, ymm1, xmm2, 1
#        InsertHalf  high: true, dst: Rax, a: Rcx, b: Rdx
#   1  vextracti128 xmm0, ymm1, 1
#        ExtractHalf  high: true, dst: Rax, src: Rcx
#   2  vextracti128 [rdi], ymm1, 0
#        ExtractHalf  high: false, dst: T0, src: Rcx
#        StoreX  src: T0, ea: [Rdi]
#   1  vperm2i128 ymm0, ymm1, ymm2, 0x31
#        SelectHalves  imm: 49, dst: Rax, a: Rcx, b: Rdx
#   1  vpermq ymm0, ymm1, 0x1b
#        Permute64  imm: 27, dst: Rax, src: Rcx
#   1  vpermd ymm0, ymm1, ymm2
#        Permute32  dst: Rax, indices: Rcx, src: Rdx
#   1  vpblendvb ymm0, ymm1, ymm2, ymm3
#        Blend8  wide: true, mask: Rbx, dst: Rax, a: Rcx, b: Rdx
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 29
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x1d
#      b9  jb 0x135
#   vmovaps ymm0, ymm1
#      bf  vmovaps ymm0, ymm1
#   vmovups ymm0, [rdi]
#      c3  vmovups ymm0, gs:[edi]
#   vmovaps ymm0, [rdi]
#      c9  vmovaps ymm0, gs:[edi]
#   vmovups [rdi], ymm0
#      cf  vmovups gs:[edi], ymm0
#   vmovaps [rdi], ymm0
#      d5  vmovaps gs:[edi], ymm0
#   vpaddd ymm0, ymm1, ymm2
#      db  vpaddd ymm0, ymm1, ymm2
#   vpaddd ymm0, ymm1, [rdi]
#      df  vpaddd ymm0, ymm1, gs:[edi]
#   vpbroadcastb ymm0, xmm1
#      e5  vpbroadcastb ymm0, xmm1
#   vpbroadcastw ymm0, xmm1
#      ea  vpbroadcastw ymm0, xmm1
#   vpbroadcastd ymm0, xmm1
#      ef  vpbroadcastd ymm0, xmm1
#   vpbroadcastq xmm0, xmm1
#      f4  vpbroadcastq xmm0, xmm1
#   vbroadcasti128 ymm0, [rdi]
#      f9  vbroadcasti128 ymm0, gs:[edi]
#   vinserti128 ymm0, ymm1, xmm2, 1
#      100  vinserti128 ymm0, ymm1, xmm2, 1
#   vextracti128 xmm0, ymm1, 1
#      106  vextracti128 xmm0, ymm1, 1
#   vextracti128 [rdi], ymm1, 0
#      10c  vextracti128 gs:[edi], ymm1, 0
#   vperm2i128 ymm0, ymm1, ymm2, 0x31
#      114  vperm2i128 ymm0, ymm1, ymm2, 0x31
#   vpermq ymm0, ymm1, 0x1b
#      11a  vpermq ymm0, ymm1, 0x1b
#   vpermd ymm0, ymm1, ymm2
#      120  vpermd ymm0, ymm1, ymm2
#   vpblendvb ymm0, ymm1, ymm2, ymm3
#      125  vpblendvb ymm0, ymm1, ymm2, ymm3
#   ret
#      12b  cmp gs:[r14d], r14
#      130  lea r14d, [r14+8]
#      134  ret
# elsewhere
#      135  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      141  jmp qword ptr gs:[0xffffffffffffff98]
