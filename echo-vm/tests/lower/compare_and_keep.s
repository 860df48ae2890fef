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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x37
#      b9  jb 0x16f
#   cmp edi, esi
#      bf  cmp edi, esi
#   sete al
#      c1  sete al
#   cmp rdi, rsi
#      c4  cmp rdi, rsi
#   sete al
#      c7  sete al
#   cmp edi, esi
#      ca  cmp edi, esi
#   setb al
#      cc  setb al
#   cmp rdi, rsi
#      cf  cmp rdi, rsi
#   setb al
#      d2  setb al
#   cmp edi, esi
#      d5  cmp edi, esi
#   setl al
#      d7  setl al
#   cmp rdi, rsi
#      da  cmp rdi, rsi
#   setl al
#      dd  setl al
#   cmp edi, 7
#      e0  cmp edi, 7
#   sete al
#      e3  sete al
#   cmp rdi, 7
#      e6  cmp rdi, 7
#   sete al
#      ea  sete al
#   cmp edi, 7
#      ed  cmp edi, 7
#   setb al
#      f0  setb al
#   cmp rdi, 7
#      f3  cmp rdi, 7
#   setb al
#      f7  setb al
#   cmp edi, 7
#      fa  cmp edi, 7
#   setl al
#      fd  setl al
#   cmp rdi, 7
#      100  cmp rdi, 7
#   setl al
#      104  setl al
#   cmp dil, 7
#      107  cmp dil, 7
#   sete al
#      10b  sete al
#   cmp dil, 7
#      10e  cmp dil, 7
#   setb al
#      112  setb al
#   cmp dil, 7
#      115  cmp dil, 7
#   setl al
#      119  setl al
#   test edi, esi
#      11c  test edi, esi
#   sete al
#      11e  sete al
#   test rdi, rsi
#      121  test rdi, rsi
#   sete al
#      124  sete al
#   test edi, 8
#      127  test edi, 8
#   sete al
#      12d  sete al
#   test rdi, 8
#      130  test rdi, 8
#   sete al
#      137  sete al
#   bt edi, esi
#      13a  bt edi, esi
#   setb al
#      13d  setb al
#   bt rdi, rsi
#      140  bt rdi, rsi
#   cmovb rcx, rdx
#      144  cmovb rcx, rdx
#   comisd xmm0, xmm1
#      148  comisd xmm0, xmm1
#   seta al
#      14c  seta al
#   comiss xmm0, xmm1
#      14f  comiss xmm0, xmm1
#   setp al
#      152  setp al
#   ptest xmm0, xmm1
#      155  ptest xmm0, xmm1
#   sete al
#      15a  sete al
#   ptest xmm0, xmm1
#      15d  ptest xmm0, xmm1
#   setb al
#      162  setb al
#   ret
#      165  cmp gs:[r14d], r14
#      16a  lea r14d, [r14+8]
#      16e  ret
# elsewhere
#      16f  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      17b  jmp qword ptr gs:[0xffffffffffffff98]
