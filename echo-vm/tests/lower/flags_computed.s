# Flags of which two different questions are asked are computed in full, and each reader looks them up.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    setl al
    setb cl
    cmp rdi, rsi
    cmovo rax, rdx
    setp cl
    ret

## interpreter
# b1 at 0x401000, gas 9
#   1  cmp edi, esi                       flags: computed
#        AluFlags  alu: Cmp, width: B4, dst: Rdi, src: Rsi
#   1  setl al                            asks the flags
#      + SetFlag  cond: L, dst: Rax
#   1  setb cl                            asks the flags
#        SetFlag  cond: B, dst: Rcx
#   1  cmp rdi, rsi                       flags: computed
#        AluFlags  alu: Cmp, width: B8, dst: Rdi, src: Rsi
#   1  cmovo rax, rdx                     asks the flags
#        MovFlag  cond: O, width: B8, dst: Rax, src: Rdx
#   1  setp cl                            asks the flags
#        SetFlag  cond: P, dst: Rcx
#   3  ret
#        Ret  release: 0
