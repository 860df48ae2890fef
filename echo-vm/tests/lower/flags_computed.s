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
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 9
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 9
#      b9  jb 0xdb
#   cmp edi, esi
#      bf  cmp edi, esi
#   setl al
#      c1  setl al
#   setb cl
#      c4  setb cl
#   cmp rdi, rsi
#      c7  cmp rdi, rsi
#   cmovo rax, rdx
#      ca  cmovo rax, rdx
#   setp cl
#      ce  setp cl
#   ret
#      d1  cmp gs:[r14d], r14
#      d6  lea r14d, [r14+8]
#      da  ret
# elsewhere
#      db  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      e7  jmp qword ptr gs:[0xffffffffffffff98]
