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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 9
#      b9  jb 0xda
#   cmp edi, 0xa
#      bf  cmp edi, 0xa
#   setle al
#      c2  setle al
#   cmp edi, esi
#      c5  cmp edi, esi
#   setle cl
#      c7  setle cl
#   cmp rdi, rsi
#      ca  cmp rdi, rsi
#   setbe dl
#      cd  setbe dl
#   ret
#      d0  cmp gs:[r14d], r14
#      d5  lea r14d, [r14+8]
#      d9  ret
# elsewhere
#      da  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      e6  jmp qword ptr gs:[0xffffffffffffff98]
