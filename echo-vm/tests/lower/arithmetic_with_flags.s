# Where flags are computed there is one operation for every width, with its operands in registers or scratch. Where
# pushfq reads them, or two readers ask different questions, no truth value will do.
    .intel_syntax noprefix
    .globl __apply
__apply:
    add eax, esi
    pushfq
    cmp byte ptr [rdi], 5
    pushfq
    shl rax, 3
    setb cl
    setp dl
    imul eax, esi
    setb cl
    inc word ptr [rdi]
    pushfq
    ret

## interpreter
# b1 at 0x401000, gas 21
#   1  add eax, esi                       flags: computed
#        AluFlags  alu: Add, width: B4, dst: Rax, src: Rsi
#   2  pushfq                             asks the flags
#        General  Pushf
#   2  cmp byte ptr [rdi], 5              flags: computed
#        LoadNear8  dst: T0, near: [Rdi]
#      + MovI  dst: T1, imm: 5
#        AluFlags  alu: Cmp, width: B1, dst: T0, src: T1
#   2  pushfq                             asks the flags
#        General  Pushf
#   1  shl rax, 3                         flags: computed
#        MovI  dst: T1, imm: 3
#      + ShiftFlags  shift: Shl, width: B8, dst: Rax, count: T1  <- T1
#   1  setb cl                            asks the flags
#        SetFlag  cond: B, dst: Rcx
#   1  setp dl                            asks the flags
#        SetFlag  cond: P, dst: Rdx
#   3  imul eax, esi                      flags: computed
#        ImulFlags  width: B4, dst: Rax, src: Rsi
#   1  setb cl                            asks the flags
#        SetFlag  cond: B, dst: Rcx
#   2  inc word ptr [rdi]                 flags: computed
#        Load16  dst: T0, ea: [Rdi]
#        AluFlags  alu: Inc, width: B2, dst: T0, src: Zero
#        Store16  src: T0, ea: [Rdi]
#   2  pushfq                             asks the flags
#        General  Pushf
#   3  ret
#        Ret  release: 0
