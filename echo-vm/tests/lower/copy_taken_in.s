# A copy that the next operation computes on is taken into it: two operands become three. So does one a few
# operations earlier, if nothing between the two touches either register.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov eax, edi
    add eax, esi
    mov rcx, rdx
    add r8, 1
    shl rcx, 3
    movaps xmm2, xmm0
    paddd xmm2, xmm1
    ret

## interpreter
# b1 at 0x401000, gas 10
#   1  mov eax, edi
#   1  add eax, esi                       flags: dead
#        Add32RR  dst: Rax, a: Rdi, b: Rsi
#   1  mov rcx, rdx
#   1  add r8, 1                          flags: dead
#        Add64RI  dst: R8, a: R8, imm: 1
#   1  shl rcx, 3                         flags: dead
#      + Shl64RI  dst: Rcx, a: Rdx, count: 3
#   1  movaps xmm2, xmm0
#   1  paddd xmm2, xmm1
#        Lane  Paddd, dst: Rdx, a: Rax, b: Rcx, imm: 0
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 10
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xa
#      b9  jb 0xdf
#   mov eax, edi
#      bf  mov eax, edi
#   add eax, esi
#      c1  add eax, esi
#   mov rcx, rdx
#      c3  mov rcx, rdx
#   add r8, 1
#      c6  add r8, 1
#   shl rcx, 3
#      ca  shl rcx, 3
#   movaps xmm2, xmm0
#      ce  movaps xmm2, xmm0
#   paddd xmm2, xmm1
#      d1  paddd xmm2, xmm1
#   ret
#      d5  cmp gs:[r14d], r14
#      da  lea r14d, [r14+8]
#      de  ret
# elsewhere
#      df  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      eb  jmp qword ptr gs:[0xffffffffffffff98]
