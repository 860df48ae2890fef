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

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x186
#   add eax, esi
#      ca  add eax, esi
#   pushfq
#      cc  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      d8  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401003, gas 4
#      e0  sub r15, 4
#      e4  jb 0x19a
#   cmp byte ptr [rdi], 5
#      ea  cmp byte ptr gs:[edi], 5
#   pushfq
#      ef  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      fb  jmp qword ptr gs:[0xffffffffffffff98]
# b3 at 0x401007, gas 11
#      103  sub r15, 0xb
#      107  jb 0x1ae
#   shl rax, 3
#      10d  shl rax, 3
#   setb cl
#      111  setb cl
#   setp dl
#      114  setp dl
#   imul eax, esi
#      117  imul eax, esi
#   setb cl
#      11a  setb cl
#   inc word ptr [rdi]
#      11d  inc word ptr gs:[edi]
#   pushfq
#      122  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      12e  jmp qword ptr gs:[0xffffffffffffff98]
# b4 at 0x40101b, gas 3
#      136  sub r15, 3
#      13a  jb 0x1c2
#   ret
#      140  cmp gs:[r14d], r14
#      145  lea r14d, [r14+8]
#      149  ret
# elsewhere
#      14a  mov rax, [rsp-8]
#      14f  mov rcx, [rsp-0x10]
#      154  jmp 0xc0
#      159  mov rax, [rsp-8]
#      15e  mov rcx, [rsp-0x10]
#      163  jmp 0xe0
#      168  mov rax, [rsp-8]
#      16d  mov rcx, [rsp-0x10]
#      172  jmp 0x103
#      177  mov rax, [rsp-8]
#      17c  mov rcx, [rsp-0x10]
#      181  jmp 0x136
#      186  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      192  jmp qword ptr gs:[0xffffffffffffff98]
#      19a  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1a6  jmp qword ptr gs:[0xffffffffffffff98]
#      1ae  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1ba  jmp qword ptr gs:[0xffffffffffffff98]
#      1c2  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      1ce  jmp qword ptr gs:[0xffffffffffffff98]
