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
#      c0  sub r15, 0xa
#      c4  jb 0xf9
#   mov eax, edi
#      ca  mov eax, edi
#   add eax, esi
#      cc  add eax, esi
#   mov rcx, rdx
#      ce  mov rcx, rdx
#   add r8, 1
#      d1  add r8, 1
#   shl rcx, 3
#      d5  shl rcx, 3
#   movaps xmm2, xmm0
#      d9  movaps xmm2, xmm0
#   paddd xmm2, xmm1
#      dc  paddd xmm2, xmm1
#   ret
#      e0  cmp gs:[r14d], r14
#      e5  lea r14d, [r14+8]
#      e9  ret
# elsewhere
#      ea  mov rax, [rsp-8]
#      ef  mov rcx, [rsp-0x10]
#      f4  jmp 0xc0
#      f9  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      105  jmp qword ptr gs:[0xffffffffffffff98]
