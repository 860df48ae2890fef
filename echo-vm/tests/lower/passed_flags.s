# Status flags that an indirect jump finds go on to where it leads. An indirect call leads there with all of them 0, and so does a return
# that finds another address than was pushed. Three rounds: in the first, the code that is looked for is not there yet.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov r12d, 3
then_again:
    lea rdi, [rip + then_call]
    cmp r12d, -1
    jmp rdi
then_call:
    adc rbx, rbx
    lea rax, [rip + ask]
    cmp r12d, -1
    call rax
    lea rdi, [rip + then_deviate]
    lea rax, [rip + forward_jump]
    cmp r12d, -1
    jmp rax
then_deviate:
    adc rbx, rbx
    lea rax, [rip + then_returned]
    cmp r12d, -1
    call deviate
    ret
then_returned:
    adc rbx, rbx
    lea rdi, [rip + then_forward]
    cmp r12d, -1
    jmp rdi
then_forward:
    adc rbx, rbx
    lea rax, [rip + forward]
    cmp r12d, -1
    call rax
    lea rax, [rip + busy]
    mov r10d, 7
    cmp r12d, -1
    call through
    dec r12d
    jnz then_again
    ret
# Returns to rax, behind a comparison.
deviate:
    mov [rsp], rax
    cmp r12d, -1
    ret
forward:
    lea rax, [rip + ask]
    jmp rax
through:
    jmp rax
forward_jump:
    jmp rdi
# What it finds, in rbx.
ask:
    setb cl
    seto dl
    setp sil
    lea rbx, [rbx + rbx*8]
    movzx ecx, cl
    movzx edx, dl
    movzx esi, sil
    lea rbx, [rbx + rcx]
    lea rbx, [rbx + rdx*2]
    lea rbx, [rbx + rsi*4]
    ret
# Whose loop has registers elsewhere.
busy:
    adc r10, r10
    mov r11d, 1
    mov ecx, 8
1:  add r10, r11
    lea r11, [r11 + r10*2]
    dec ecx
    jnz 1b
    add rbx, r10
    ret

## interpreter
# b1 at 0x401000, gas 5
#   1  mov r12d, 3
#        MovI  dst: R12, imm: 3
#   1  lea rdi, [0x401013]
#      + MovI  dst: Rdi, imm: 0x401013
#   1  cmp r12d, 0xffffffff               flags: computed
#      + MovI  dst: T1, imm: 0xffffffffffffffff
#        AluFlags  alu: Cmp, width: B4, dst: R12, src: T1
#   2  jmp rdi
#      + JumpR  src: Rdi
# b2 at 0x401006, gas 4
#   1  lea rdi, [0x401013]
#        MovI  dst: Rdi, imm: 0x401013
#   1  cmp r12d, 0xffffffff               flags: computed
#      + MovI  dst: T1, imm: 0xffffffffffffffff
#        AluFlags  alu: Cmp, width: B4, dst: R12, src: T1
#   2  jmp rdi
#      + JumpR  src: Rdi
# b3 at 0x401013, gas 6
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rax, [0x40109d]
#        MovI  dst: Rax, imm: 0x40109d
#   1  cmp r12d, 0xffffffff               flags: dead
#   3  call rax
#        CallR  src: Rax, back: 0x401023  <- Rax
# b4 at 0x401037, gas 6
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rax, [0x40104b]
#        MovI  dst: Rax, imm: 0x40104b
#   1  cmp r12d, 0xffffffff               flags: dead
#   3  call 0x401087
#        Call  back: 0x40104a, target: b5
# b5 at 0x401087, gas 0
#        Stub  addr: 0x401087, site: b4
# b6 at 0x40104b, gas 5
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rdi, [0x40105b]
#        MovI  dst: Rdi, imm: 0x40105b
#   1  cmp r12d, 0xffffffff               flags: computed
#      + MovI  dst: T1, imm: 0xffffffffffffffff
#        AluFlags  alu: Cmp, width: B4, dst: R12, src: T1
#   2  jmp rdi
#      + JumpR  src: Rdi
# b7 at 0x40105b, gas 6
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rax, [0x401090]
#        MovI  dst: Rax, imm: 0x401090
#   1  cmp r12d, 0xffffffff               flags: dead
#   3  call rax
#        CallR  src: Rax, back: 0x40106b  <- Rax

## jit
# region of 0x401000
# b1 at 0x401000, gas 5
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 5
#      b9  jb 0x308
#   mov r12d, 3
#      bf  mov r12d, 3
#   lea rdi, [0x401013]
#      c5  mov edi, 0x401013
#   cmp r12d, 0xffffffff
#      ca  cmp r12d, 0xffffffff
#   jmp rdi
#      ce  mov [rsp-8], rax
#      d3  seto al
#      d6  lahf
#      d7  mov gs:[0xfffffffffffffce0], rax
#      e0  mov rax, [rsp-8]
#      e5  mov [rsp-8], rax
#      ea  mov [rsp-0x20], rdi
#      ef  mov eax, edi
#      f2  sub eax, 0x401000
#      f7  cmp eax, 0xdf
#      fc  jae 0x2e3
#      102  shl rax, 3
#      106  add rax, gs:[0xfffffffffffffce8]
#      10f  mov rax, [rax]
#      112  test rax, rax
#      115  je 0x2e3
#      11b  jmp rax
# b2 at 0x401013, gas 6, reads CF
#      11d  mov rax, [rsp-8]
#      122  mov rax, gs:[0xfffffffffffffce0]
#      12b  add al, 0x7f
#      12d  sahf
#      12e  mov rax, [rsp-8]
#      133  mov [rsp-8], rax
#      138  seto al
#      13b  lahf
#      13c  sub r15, 6
#      140  jb 0x31c
#      146  add al, 0x7f
#      148  sahf
#      149  mov rax, [rsp-8]
#   adc rbx, rbx
#      14e  adc rbx, rbx
#   lea rax, [0x40109d]
#      151  mov eax, 0x40109d
#   cmp r12d, 0xffffffff
#      156  cmp r12d, 0xffffffff
#   call rax
#      15a  mov [rsp-0x10], rax
#      15f  mov [rsp-0x28], rax
#      164  mov qword ptr gs:[r14d-8], 0x401023
#      16e  lea r14d, [r14-8]
#      172  mov qword ptr gs:[0xfffffffffffffce0], 0
#      17f  sub eax, 0x401000
#      184  cmp eax, 0xdf
#      189  jae 0x2c4
#      18f  shl rax, 3
#      193  add rax, gs:[0xfffffffffffffce8]
#      19c  mov rax, [rax]
#      19f  test rax, rax
#      1a2  je 0x2c4
#      1a8  call rax
#      1aa  cmp dword ptr gs:[r14d-8], 0x401023
#      1b4  jne 0x60
# b3 at 0x401023, gas 5
#      1ba  sub r15, 5
#      1be  jb 0x338
#   lea rdi, [0x401037]
#      1c4  mov edi, 0x401037
#   lea rax, [0x40109b]
#      1c9  mov eax, 0x40109b
#   cmp r12d, 0xffffffff
#      1ce  cmp r12d, 0xffffffff
#   jmp rax
#      1d2  mov [rsp-8], rax
#      1d7  seto al
#      1da  lahf
#      1db  mov gs:[0xfffffffffffffce0], rax
#      1e4  mov rax, [rsp-8]
#      1e9  mov [rsp-8], rax
#      1ee  mov [rsp-0x20], rax
#      1f3  sub eax, 0x401000
#      1f8  cmp eax, 0xdf
#      1fd  jae 0x2e3
#      203  shl rax, 3
#      207  add rax, gs:[0xfffffffffffffce8]
#      210  mov rax, [rax]
#      213  test rax, rax
#      216  je 0x2e3
#      21c  jmp rax
# b4 at 0x40109b, gas 2, reads CF PF ZF SF OF
#      21e  mov rax, [rsp-8]
#      223  mov rax, gs:[0xfffffffffffffce0]
#      22c  add al, 0x7f
#      22e  sahf
#      22f  mov rax, [rsp-8]
#      234  mov [rsp-8], rax
#      239  seto al
#      23c  lahf
#      23d  sub r15, 2
#      241  jb 0x34c
#      247  add al, 0x7f
#      249  sahf
#      24a  mov rax, [rsp-8]
#   jmp rdi
#      24f  mov [rsp-8], rax
#      254  seto al
#      257  lahf
#      258  mov gs:[0xfffffffffffffce0], rax
#      261  mov rax, [rsp-8]
#      266  mov [rsp-8], rax
#      26b  mov [rsp-0x20], rdi
#      270  mov eax, edi
#      273  sub eax, 0x401000
#      278  cmp eax, 0xdf
#      27d  jae 0x2e3
#      283  shl rax, 3
#      287  add rax, gs:[0xfffffffffffffce8]
#      290  mov rax, [rax]
#      293  test rax, rax
#      296  je 0x2e3
#      29c  jmp rax
# elsewhere
#      29e  test byte ptr gs:[0xfffffffffffffcd8], 1
#      2a7  jmp 0x133
#      2ac  mov rax, [rsp-8]
#      2b1  jmp 0x1ba
#      2b6  test byte ptr gs:[0xfffffffffffffcd8], 1
#      2bf  jmp 0x234
#      2c4  mov rax, [rsp-0x10]
#      2c9  call 0
#      2ce  cmp dword ptr gs:[r14d-8], 0x401023
#      2d8  jne 0x60
#      2de  jmp 0x1ba
#      2e3  mov rax, gs:[0xfffffffffffffce0]
#      2ec  add al, 0x7f
#      2ee  sahf
#      2ef  mov rax, [rsp-8]
#      2f4  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      300  jmp qword ptr gs:[0xffffffffffffff98]
#      308  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      314  jmp qword ptr gs:[0xffffffffffffff98]
#      31c  add al, 0x7f
#      31e  sahf
#      31f  mov rax, [rsp-8]
#      324  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      330  jmp qword ptr gs:[0xffffffffffffff98]
#      338  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      344  jmp qword ptr gs:[0xffffffffffffff98]
#      34c  add al, 0x7f
#      34e  sahf
#      34f  mov rax, [rsp-8]
#      354  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      360  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401006
# b1 at 0x401006, gas 4
#      368  mov rax, [rsp-8]
#      36d  sub r15, 4
#      371  jb 0x3f4
#   lea rdi, [0x401013]
#      377  mov edi, 0x401013
#   cmp r12d, 0xffffffff
#      37c  cmp r12d, 0xffffffff
#   jmp rdi
#      380  mov [rsp-8], rax
#      385  seto al
#      388  lahf
#      389  mov gs:[0xfffffffffffffce0], rax
#      392  mov rax, [rsp-8]
#      397  mov [rsp-8], rax
#      39c  mov [rsp-0x20], rdi
#      3a1  mov eax, edi
#      3a4  sub eax, 0x401000
#      3a9  cmp eax, 0xdf
#      3ae  jae 0x3cf
#      3b4  shl rax, 3
#      3b8  add rax, gs:[0xfffffffffffffce8]
#      3c1  mov rax, [rax]
#      3c4  test rax, rax
#      3c7  je 0x3cf
#      3cd  jmp rax
# elsewhere
#      3cf  mov rax, gs:[0xfffffffffffffce0]
#      3d8  add al, 0x7f
#      3da  sahf
#      3db  mov rax, [rsp-8]
#      3e0  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      3ec  jmp qword ptr gs:[0xffffffffffffff98]
#      3f4  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      400  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401013 is there
# region of 0x401037
# b1 at 0x401037, gas 6, reads CF
#      408  mov rax, [rsp-8]
#      40d  mov rax, gs:[0xfffffffffffffce0]
#      416  add al, 0x7f
#      418  sahf
#      419  mov rax, [rsp-8]
#      41e  mov [rsp-8], rax
#      423  seto al
#      426  lahf
#      427  sub r15, 6
#      42b  jb 0x4af
#      431  add al, 0x7f
#      433  sahf
#      434  mov rax, [rsp-8]
#   adc rbx, rbx
#      439  adc rbx, rbx
#   lea rax, [0x40104b]
#      43c  mov eax, 0x40104b
#   cmp r12d, 0xffffffff
#      441  cmp r12d, 0xffffffff
#   call 0x401087
#      445  mov qword ptr gs:[r14d-8], 0x40104a
#      44f  lea r14d, [r14-8]
#      453  call qword ptr [0xfffffffffffef000]
#      459  cmp dword ptr gs:[r14d-8], 0x40104a
#      463  jne 0x60
# b2 at 0x40104a, gas 3
#      469  sub r15, 3
#      46d  jb 0x4cb
#   ret
#      473  cmp gs:[r14d], r14
#      478  lea r14d, [r14+8]
#      47c  ret
# elsewhere
#      47d  test byte ptr gs:[0xfffffffffffffcd8], 1
#      486  jmp 0x41e
#      48b  mov rax, [rsp-8]
#      490  jmp 0x469
#      495  jmp qword ptr [0xfffffffffffef000]
#      49b  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      4a7  jmp qword ptr gs:[0xffffffffffffff98]
#      4af  add al, 0x7f
#      4b1  sahf
#      4b2  mov rax, [rsp-8]
#      4b7  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      4c3  jmp qword ptr gs:[0xffffffffffffff98]
#      4cb  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      4d7  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40104b
# b1 at 0x40104b, gas 5, reads CF
#      4df  mov rax, [rsp-8]
#      4e4  mov rax, gs:[0xfffffffffffffce0]
#      4ed  add al, 0x7f
#      4ef  sahf
#      4f0  mov rax, [rsp-8]
#      4f5  mov [rsp-8], rax
#      4fa  seto al
#      4fd  lahf
#      4fe  sub r15, 5
#      502  jb 0x726
#      508  add al, 0x7f
#      50a  sahf
#      50b  mov rax, [rsp-8]
#   adc rbx, rbx
#      510  adc rbx, rbx
#   lea rdi, [0x40105b]
#      513  mov edi, 0x40105b
#   cmp r12d, 0xffffffff
#      518  cmp r12d, 0xffffffff
#   jmp rdi
#      51c  mov [rsp-8], rax
#      521  seto al
#      524  lahf
#      525  mov gs:[0xfffffffffffffce0], rax
#      52e  mov rax, [rsp-8]
#      533  mov [rsp-8], rax
#      538  mov [rsp-0x20], rdi
#      53d  mov eax, edi
#      540  sub eax, 0x401000
#      545  cmp eax, 0xdf
#      54a  jae 0x6cd
#      550  shl rax, 3
#      554  add rax, gs:[0xfffffffffffffce8]
#      55d  mov rax, [rax]
#      560  test rax, rax
#      563  je 0x6cd
#      569  jmp rax
# b2 at 0x40105b, gas 6, reads CF
#      56b  mov rax, [rsp-8]
#      570  mov rax, gs:[0xfffffffffffffce0]
#      579  add al, 0x7f
#      57b  sahf
#      57c  mov rax, [rsp-8]
#      581  mov [rsp-8], rax
#      586  seto al
#      589  lahf
#      58a  sub r15, 6
#      58e  jb 0x742
#      594  add al, 0x7f
#      596  sahf
#      597  mov rax, [rsp-8]
#   adc rbx, rbx
#      59c  adc rbx, rbx
#   lea rax, [0x401090]
#      59f  mov eax, 0x401090
#   cmp r12d, 0xffffffff
#      5a4  cmp r12d, 0xffffffff
#   call rax
#      5a8  mov [rsp-0x10], rax
#      5ad  mov [rsp-0x28], rax
#      5b2  mov qword ptr gs:[r14d-8], 0x40106b
#      5bc  lea r14d, [r14-8]
#      5c0  mov qword ptr gs:[0xfffffffffffffce0], 0
#      5cd  sub eax, 0x401000
#      5d2  cmp eax, 0xdf
#      5d7  jae 0x6ae
#      5dd  shl rax, 3
#      5e1  add rax, gs:[0xfffffffffffffce8]
#      5ea  mov rax, [rax]
#      5ed  test rax, rax
#      5f0  je 0x6ae
#      5f6  call rax
#      5f8  cmp dword ptr gs:[r14d-8], 0x40106b
#      602  jne 0x60
# b3 at 0x40106b, gas 6
#      608  sub r15, 6
#      60c  jb 0x75e
#   lea rax, [0x4010c2]
#      612  mov eax, 0x4010c2
#   mov r10d, 7
#      617  mov [rsp-8], rax
#      61c  mov eax, 7
#      622  mov gs:[0xfffffffffffffcc0], rax
#   cmp r12d, 0xffffffff
#      62b  cmp r12d, 0xffffffff
#   call 0x401099
#      62f  mov rax, [rsp-8]
#      634  mov qword ptr gs:[r14d-8], 0x401081
#      63e  lea r14d, [r14-8]
#      642  call qword ptr [0xfffffffffffef008]
#      648  cmp dword ptr gs:[r14d-8], 0x401081
#      652  jne 0x60
# b4 at 0x401081, gas 3, charges 6
#      658  sub r15, 6
#      65c  jb 0x772
#   dec r12d
#      662  dec r12d
#   jne short 0x401006
#      665  jne 0x6a5
# b5 at 0x401086, gas 3, paid already
#   ret
#      66b  cmp gs:[r14d], r14
#      670  lea r14d, [r14+8]
#      674  ret
# elsewhere
#      675  test byte ptr gs:[0xfffffffffffffcd8], 1
#      67e  jmp 0x4f5
#      683  test byte ptr gs:[0xfffffffffffffcd8], 1
#      68c  jmp 0x581
#      691  mov rax, [rsp-8]
#      696  jmp 0x608
#      69b  mov rax, [rsp-8]
#      6a0  jmp 0x658
#      6a5  lea r15, [r15+3]
#      6a9  jmp 0x70c
#      6ae  mov rax, [rsp-0x10]
#      6b3  call 0
#      6b8  cmp dword ptr gs:[r14d-8], 0x40106b
#      6c2  jne 0x60
#      6c8  jmp 0x608
#      6cd  mov rax, gs:[0xfffffffffffffce0]
#      6d6  add al, 0x7f
#      6d8  sahf
#      6d9  mov rax, [rsp-8]
#      6de  mov dword ptr gs:[0xfffffffffffffcd0], 0xe
#      6ea  jmp qword ptr gs:[0xffffffffffffff98]
#      6f2  jmp qword ptr [0xfffffffffffef008]
#      6f8  mov dword ptr gs:[0xfffffffffffffcd0], 0xf
#      704  jmp qword ptr gs:[0xffffffffffffff98]
#      70c  jmp qword ptr [0xfffffffffffef010]
#      712  mov dword ptr gs:[0xfffffffffffffcd0], 0x10
#      71e  jmp qword ptr gs:[0xffffffffffffff98]
#      726  add al, 0x7f
#      728  sahf
#      729  mov rax, [rsp-8]
#      72e  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      73a  jmp qword ptr gs:[0xffffffffffffff98]
#      742  add al, 0x7f
#      744  sahf
#      745  mov rax, [rsp-8]
#      74a  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      756  jmp qword ptr gs:[0xffffffffffffff98]
#      75e  mov dword ptr gs:[0xfffffffffffffcd0], 0xc
#      76a  jmp qword ptr gs:[0xffffffffffffff98]
#      772  mov dword ptr gs:[0xfffffffffffffcd0], 0xd
#      77e  jmp qword ptr gs:[0xffffffffffffff98]
# 0x40105b is there
