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
#      + AluFlags  alu: Cmp, width: B1, dst: T0, src: T1
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

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 3
#      b9  jb 0x15d
#   add eax, esi
#      bf  add eax, esi
#   pushfq
#      c1  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      cd  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401003, gas 4
#      d5  sub r15, 4
#      d9  jb 0x171
#   cmp byte ptr [rdi], 5
#      df  cmp byte ptr gs:[edi], 5
#   pushfq
#      e4  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      f0  jmp qword ptr gs:[0xffffffffffffff98]
# b3 at 0x401007, gas 11
#      f8  sub r15, 0xb
#      fc  jb 0x185
#   shl rax, 3
#      102  shl rax, 3
#   setb cl
#      106  setb cl
#   setp dl
#      109  setp dl
#   imul eax, esi
#      10c  imul eax, esi
#   setb cl
#      10f  setb cl
#   inc word ptr [rdi]
#      112  inc word ptr gs:[edi]
#   pushfq
#      117  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      123  jmp qword ptr gs:[0xffffffffffffff98]
# b4 at 0x40101b, gas 3
#      12b  sub r15, 3
#      12f  jb 0x199
#   ret
#      135  cmp gs:[r14d], r14
#      13a  lea r14d, [r14+8]
#      13e  ret
# elsewhere
#      13f  mov rax, [rsp-8]
#      144  jmp 0xd5
#      149  mov rax, [rsp-8]
#      14e  jmp 0xf8
#      153  mov rax, [rsp-8]
#      158  jmp 0x12b
#      15d  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      169  jmp qword ptr gs:[0xffffffffffffff98]
#      171  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      17d  jmp qword ptr gs:[0xffffffffffffff98]
#      185  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      191  jmp qword ptr gs:[0xffffffffffffff98]
#      199  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      1a5  jmp qword ptr gs:[0xffffffffffffff98]
