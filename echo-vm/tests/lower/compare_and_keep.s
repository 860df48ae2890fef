# The answers that set and cmov take, of comparisons, tests of bits, and floats.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    sete al
    cmp rdi, rsi
    sete al
    cmp edi, esi
    setb al
    cmp rdi, rsi
    setb al
    cmp edi, esi
    setl al
    cmp rdi, rsi
    setl al
    cmp edi, 7
    sete al
    cmp rdi, 7
    sete al
    cmp edi, 7
    setb al
    cmp rdi, 7
    setb al
    cmp edi, 7
    setl al
    cmp rdi, 7
    setl al
    cmp dil, 7
    sete al
    cmp dil, 7
    setb al
    cmp dil, 7
    setl al
    test edi, esi
    sete al
    test rdi, rsi
    sete al
    test edi, 8
    sete al
    test rdi, 8
    sete al
    bt edi, esi
    setb al
    bt rdi, rsi
    cmovb rcx, rdx
    comisd xmm0, xmm1
    seta al
    comiss xmm0, xmm1
    setp al
    ptest xmm0, xmm1
    sete al
    ptest xmm0, xmm1
    setb al
    ret

## interpreter
# b1 at 0x401000, gas 55
#   1  cmp edi, esi                       flags: truth value of e
#        Equal32RR  a: Rdi, b: Rsi
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp rdi, rsi                       flags: truth value of e
#        Equal64RR  a: Rdi, b: Rsi
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp edi, esi                       flags: truth value of b
#        Below32RR  a: Rdi, b: Rsi
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp rdi, rsi                       flags: truth value of b
#        Below64RR  a: Rdi, b: Rsi
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp edi, esi                       flags: truth value of l
#        Less32RR  a: Rdi, b: Rsi
#   1  setl al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp rdi, rsi                       flags: truth value of l
#        Less64RR  a: Rdi, b: Rsi
#   1  setl al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp edi, 7                         flags: truth value of e
#        Equal32RI  a: Rdi, imm: 7
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp rdi, 7                         flags: truth value of e
#        Equal64RI  a: Rdi, imm: 7
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp edi, 7                         flags: truth value of b
#        Below32RI  a: Rdi, imm: 7
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp rdi, 7                         flags: truth value of b
#        Below64RI  a: Rdi, imm: 7
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp edi, 7                         flags: truth value of l
#        Less32RI  a: Rdi, imm: 7
#   1  setl al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp rdi, 7                         flags: truth value of l
#        Less64RI  a: Rdi, imm: 7
#   1  setl al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp dil, 7                         flags: truth value of e
#        Equal8RI  a: Rdi, imm: 7
#   1  sete al                            asks the truth value
#      + SetIf  dst: Rax, want: true
#   1  cmp dil, 7                         flags: truth value of b
#        Below8RI  a: Rdi, imm: 7
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmp dil, 7                         flags: truth value of l
#        Less8RI  a: Rdi, imm: 7
#   1  setl al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  test edi, esi                      flags: truth value of e
#        Disjoint32RR  a: Rdi, b: Rsi
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  test rdi, rsi                      flags: truth value of e
#        Disjoint64RR  a: Rdi, b: Rsi
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  test edi, 8                        flags: truth value of e
#        Disjoint32RI  a: Rdi, imm: 8
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  test rdi, 8                        flags: truth value of e
#        Disjoint64RI  a: Rdi, imm: 8
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  bt edi, esi                        flags: truth value of b
#        Bit32RR  a: Rdi, index: Rsi
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  bt rdi, rsi                        flags: truth value of b
#        Bit64RR  a: Rdi, index: Rsi
#   1  cmovb rcx, rdx                     asks the truth value
#        MovIf64  dst: Rcx, src: Rdx, want: true
#   2  comisd xmm0, xmm1                  flags: truth value of be
#        FloatTest64  test: BelowEqual, a: Rax, b: Rcx
#   1  seta al                            asks the opposite of the truth value
#      + SetIf  dst: Rax, want: false
#   2  comiss xmm0, xmm1                  flags: truth value of p
#        FloatTest32  test: Unordered, a: Rax, b: Rcx
#   1  setp al                            asks the truth value
#      + SetIf  dst: Rax, want: true
#   1  ptest xmm0, xmm1                   flags: truth value of e
#        DisjointX  wide: false, a: Rax, b: Rcx
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  ptest xmm0, xmm1                   flags: truth value of b
#        CoversX  wide: false, a: Rax, b: Rcx
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 55
#      c0  sub r15, 0x37
#      c4  jb 0x189
#   cmp edi, esi
#      ca  cmp edi, esi
#   sete al
#      cc  sete al
#   cmp rdi, rsi
#      cf  cmp rdi, rsi
#   sete al
#      d2  sete al
#   cmp edi, esi
#      d5  cmp edi, esi
#   setb al
#      d7  setb al
#   cmp rdi, rsi
#      da  cmp rdi, rsi
#   setb al
#      dd  setb al
#   cmp edi, esi
#      e0  cmp edi, esi
#   setl al
#      e2  setl al
#   cmp rdi, rsi
#      e5  cmp rdi, rsi
#   setl al
#      e8  setl al
#   cmp edi, 7
#      eb  cmp edi, 7
#   sete al
#      ee  sete al
#   cmp rdi, 7
#      f1  cmp rdi, 7
#   sete al
#      f5  sete al
#   cmp edi, 7
#      f8  cmp edi, 7
#   setb al
#      fb  setb al
#   cmp rdi, 7
#      fe  cmp rdi, 7
#   setb al
#      102  setb al
#   cmp edi, 7
#      105  cmp edi, 7
#   setl al
#      108  setl al
#   cmp rdi, 7
#      10b  cmp rdi, 7
#   setl al
#      10f  setl al
#   cmp dil, 7
#      112  cmp dil, 7
#   sete al
#      116  sete al
#   cmp dil, 7
#      119  cmp dil, 7
#   setb al
#      11d  setb al
#   cmp dil, 7
#      120  cmp dil, 7
#   setl al
#      124  setl al
#   test edi, esi
#      127  test edi, esi
#   sete al
#      129  sete al
#   test rdi, rsi
#      12c  test rdi, rsi
#   sete al
#      12f  sete al
#   test edi, 8
#      132  test edi, 8
#   sete al
#      138  sete al
#   test rdi, 8
#      13b  test rdi, 8
#   sete al
#      142  sete al
#   bt edi, esi
#      145  bt edi, esi
#   setb al
#      148  setb al
#   bt rdi, rsi
#      14b  bt rdi, rsi
#   cmovb rcx, rdx
#      14f  cmovb rcx, rdx
#   comisd xmm0, xmm1
#      153  comisd xmm0, xmm1
#   seta al
#      157  seta al
#   comiss xmm0, xmm1
#      15a  comiss xmm0, xmm1
#   setp al
#      15d  setp al
#   ptest xmm0, xmm1
#      160  ptest xmm0, xmm1
#   sete al
#      165  sete al
#   ptest xmm0, xmm1
#      168  ptest xmm0, xmm1
#   setb al
#      16d  setb al
#   ret
#      170  cmp gs:[r14d], r14
#      175  lea r14d, [r14+8]
#      179  ret
# elsewhere
#      17a  mov rax, [rsp-8]
#      17f  mov rcx, [rsp-0x10]
#      184  jmp 0xc0
#      189  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      195  jmp qword ptr gs:[0xffffffffffffff98]
