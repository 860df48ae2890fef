# `a <= b` has no operation. With a constant it is `a < constant + 1`; between registers the operands change
# places, `b < a`, and every reader asks for the opposite.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, 10
    setle al
    cmp edi, esi
    setle cl
    cmp rdi, rsi
    setbe dl
    ret

## interpreter
# b1 at 0x401000, gas 9
#   1  cmp edi, 0xa                       flags: truth value of le
#        Less32RI  a: Rdi, imm: 11
#   1  setle al                           asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp edi, esi                       flags: truth value of le
#        Less32RR  a: Rsi, b: Rdi
#   1  setle cl                           asks the truth value
#        SetIf  dst: Rcx, want: false
#   1  cmp rdi, rsi                       flags: truth value of be
#        Below64RR  a: Rsi, b: Rdi
#   1  setbe dl                           asks the truth value
#      + SetIf  dst: Rdx, want: false
#   3  ret
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 9
#      c0  sub r15, 9
#      c4  jb 0xf4
#   cmp edi, 0xa
#      ca  cmp edi, 0xa
#   setle al
#      cd  setle al
#   cmp edi, esi
#      d0  cmp edi, esi
#   setle cl
#      d2  setle cl
#   cmp rdi, rsi
#      d5  cmp rdi, rsi
#   setbe dl
#      d8  setbe dl
#   ret
#      db  cmp gs:[r14d], r14
#      e0  lea r14d, [r14+8]
#      e4  ret
# elsewhere
#      e5  mov rax, [rsp-8]
#      ea  mov rcx, [rsp-0x10]
#      ef  jmp 0xc0
#      f4  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      100  jmp qword ptr gs:[0xffffffffffffff98]
