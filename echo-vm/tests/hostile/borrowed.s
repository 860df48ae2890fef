# r14 and r15 in every role, beside registers that the instruction takes without naming them; ah and its like.
case_addresses:
    mov r14, rbx
    mov r15, 2
    mov rax, [r14]
    mov rcx, [r14 + r15*8]
    mov rdx, [r15*4 + DATA]
    lea r8, [r14 + r15]
    lea r14, [r14 + r15*4 + 8]
    lea r15d, [r14d + r15d]
    mov r14, [r14]
    mov [rbx + r15*1 - DATA], r15
    ret
case_base_is_destination:
    mov r14, rbx
    mov r14, [r14 + 8]
    mov r15, rbx
    movzx r15d, byte ptr [r15 + 1]
    ret
case_push_pop:
    push r14
    push r15
    pop r14
    pop r15
    mov r14, rbx
    push qword ptr [r14]
    push qword ptr [r14 + 8]
    pop r15
    pop r14
    ret
case_pop_faults:
    mov r14, 0x1111
    xor esp, esp
    pop r14
    ret
case_push_faults:
    xor esp, esp
    push r15
    ret
case_shift_by_cl:
    shl r14, cl
    sar r15d, cl
    rol r14b, cl
    rcl r15w, cl
    shld r14, r15, cl
    shrd r15d, r14d, cl
    mov r14, rbx
    shr qword ptr [r14], cl
    ret
case_multiply:
    mul r14
    imul r15
    mul r15d
    imul r14b
    imul r14, r15
    imul r15, r14, -77
    mulx r14, r15, rax
    mulx rax, r14, r15
    mulx r15, r15, r14
    ret
case_divide:
    mov r14d, 1000
    mov r15d, 7
    mov eax, 50
    xor edx, edx
    div r14d
    mov rax, r14
    cqo
    idiv r15
    mov ax, 100
    div r15b
    ret
case_divide_faults:
    xor r14d, r14d
    mov rax, 5
    xor edx, edx
    div r14
    ret
case_divide_faults_in_memory:
    mov r14, rbx
    mov r15, 8
    mov qword ptr [r14 + r15], 0
    idiv qword ptr [r14 + r15]
    ret
case_exchange:
    xchg r14, r15
    xchg r14, rax
    xchg rax, r15
    xchg r14d, eax
    xchg r15b, cl
    xchg r14w, r15w
    mov r14, rbx
    xchg [r14], r15
    xchg r14, [r14]
    ret
case_compare_and_exchange:
    cmpxchg r14, r15
    cmpxchg rax, r14
    cmpxchg r15d, eax
    mov r14, rbx
    mov rax, [r14]
    lock cmpxchg [r14], r15
    mov r15, 2
    lock cmpxchg8b [r14 + r15*8]
    lock cmpxchg16b [r14 + r15*8]
    xadd r14, r15
    xadd r14, r14
    xadd r15, rax
    ret
case_compare_and_exchange_faults:
    mov r14d, READ_ONLY
    mov r15, 2
    cmpxchg16b [r14 + r15*8]
    ret
case_all_taken:
    mov r14, rbx
    mov r15, 1
    cmpxchg [r14 + r15*8], rcx
    xadd [r14 + r15], rsi
    adc [r14 + r15*2], r14
    sbb r15, [r14 + r15*8]
    ret
case_vectors:
    movq xmm1, r14
    movd r15d, xmm2
    pinsrd xmm3, r14d, 1
    pextrq r15, xmm4, 1
    pextrb r14d, xmm4, 3
    movmskps r15d, xmm3
    pmovmskb r14d, xmm4
    cvtsi2sd xmm5, r14
    cvttsd2si r15, xmm5
    vmovq xmm6, r15
    vpinsrw xmm7, xmm7, r14d, 2
    vcvtsi2ss xmm8, xmm8, r15d
    mov r14, rbx
    mov r15, 2
    movups xmm9, [r14 + r15*8]
    vmovups [r14 + r15*4], ymm1
    vaddps ymm2, ymm3, [r14 + 32]
    vpgatherdd xmm1, [r14 + xmm10*4], xmm11
    vmaskmovps [r14 + r15*8], ymm2, ymm3
    ret
case_bmi:
    andn r14, r15, rax
    andn rax, r14, r15
    bextr r15, r14, rcx
    bzhi r14, r15, rdx
    pdep r14, r15, r8
    pext r15, r8, r14
    sarx r14, r15, rcx
    shlx r15d, r14d, r15d
    rorx r14, r15, 9
    blsi r14, r15
    blsmsk r15, r14
    adcx r14, r15
    adox r15, r14
    ret
case_bits:
    bt r14, r15
    setc al
    bts r15, r14
    btc r14d, 3
    bsf r14, r15
    bsr r15, r14
    popcnt r14, r15
    lzcnt r15, r14
    tzcnt r14w, r15w
    bswap r14
    bswap r15d
    movbe r14, [rbx]
    movbe [rbx + 8], r15
    mov r14, rbx
    bt [r14], r15
    bts dword ptr [r14 + 8], 5
    crc32 r14, r15
    crc32 r15d, r14b
    ret
case_conditions:
    cmp r14, r15
    cmovb r14, r15
    cmovae r15, rax
    setg r14b
    setle r15b
    test r14b, r15b
    cmovs r14d, r15d
    ret
case_flags_are_kept:
    cmp rcx, 5
    mov r14, r15
    lea r15, [r14 + 1]
    push r14
    pop r15
    xchg r14, r15
    setz al
    seto dl
    jz 1f
    inc r14
1:  adc r15, 0
    setc cl
    ret
case_loop_counters:
    mov r14d, 20
    mov r15d, 1
1:  add r15, r14
    imul r15, r15, 3
    dec r14
    jnz 1b
    ret
case_widths:
    mov r14b, 0x80
    mov r15w, 0x1234
    mov r14d, r15d
    movsx r14, r15b
    movzx r15d, r14w
    movsxd r14, r15d
    mov r15, 0x123456789abcdef0
    mov r14w, 7
    inc r15b
    not r14
    neg r15w
    ret
case_calls_and_jumps:
    lea r14, [rip + 1f]
    call r14
    lea r15, [rip + 2f]
    mov [rbx], r15
    mov r14, rbx
    xor r15d, r15d
    jmp [r14 + r15*8]
1:  mov rax, [rsp]
    ret
2:  call [rip + 3f]
    lea r15, [rip + 4f]
    jmp r15
3:  .quad 1b
4:  ret
case_call_memory_faults:
    mov r14, 0x800
    mov r15, 1
    call [r14 + r15*8]
case_high_bytes:
    mov ah, bl
    mov bh, ah
    add ch, dh
    xchg ah, dl
    xchg bh, ch
    mov dh, [rbx]
    add [rbx + 4], ah
    mov al, [rsp]
    movzx eax, ch
    movzx edx, bh
    cmp ah, 3
    sete bh
    shl dh, cl
    mul ch
    div bl
    ret
case_high_bytes_beside_rsp:
    mov ah, [rsp]
    mov [rsp - 8], bh
    add ch, [rsp + 4]
    mov [rsp - 16], dh
    xadd [rsp - 8], ah
    cmpxchg [rsp - 16], ch
    setc byte ptr [rsp - 3]
    ret
case_high_bytes_relative_to_rip:
    mov ah, [rip + 1f]
    cmp bh, [rip + 1f]
    setb cl
    ret
1:  .byte 0x5a
case_high_byte_divides:
    mov ax, 0x1234
    mov ch, 0x40
    div ch
    mov dh, 0
    div dh
    ret
case_low_bytes_of_all:
    mov sil, dil
    mov bpl, sil
    add r14b, bpl
    mov dil, r15b
    xchg sil, r14b
    mov r8b, sil
    cmp dil, r14b
    seta bpl
    ret
case_fault_with_both_lent:
    mov r14, 0x123456789
    mov r15, 0x10
    mov rax, [r14 + r15*8]
    ret
case_fault_with_destination_lent:
    mov r15, [r14*8 + 0x500]
    ret
case_store_faults_with_both_lent:
    mov r14d, READ_ONLY
    mov r15, 8
    add [r14 + r15], r15
    ret
case_first_touch_with_both_lent:
    mov r14d, STACK_TOP - 0x28000
    mov r15, 8
    add [r14 + r15], r15
    xchg r14, [r14 + r15*2]
    push r14
    ret
case_sixteen_byte_operand_misaligned:
    lea r14, [rbx + 1]
    mov r15, 2
    movaps xmm1, [r14 + r15*8]
    ret
# Who borrows a register that is overwritten next; what overwrites it may fault, or read what was lent.
case_overwritten_by_a_load:
    mov rax, 0x1111
    imul r14, rcx, 3
    mov rax, [rbx]
    imul r14, rcx, 5
    mov ecx, 7
    ret
case_overwritten_by_a_load_that_faults:
    mov rax, 0x1111
    mov rcx, 0x2222
    mov rdx, 0x3333
    imul r14, rbx, 3
    imul r15, rbx, 5
    mov rax, [0x800]
    mov rcx, [0x800]
    mov rdx, [0x800]
    ret
case_overwritten_by_a_pop_that_faults:
    mov rax, 0x1111
    xor esp, esp
    imul r14, rbx, 3
    pop rax
    ret
case_overwritten_with_what_was_lent:
    imul r14, rcx, 3
    mov rax, r14
    imul r15, rcx, 5
    lea rdx, [r15 + rdx]
    movzx esi, r15b
    lea rax, [rax + r14*2]
    ret
case_overwritten_in_part:
    mov rax, -1
    imul r14, rcx, 3
    mov ax, [rbx]
    imul r14, rdx, 5
    mov al, 7
    movzx dx, byte ptr [rbx]
    ret
case_overwritten_where_it_is_read:
    imul r14, rcx, 3
    mov rax, [rbx + rax - 0x102]
    ret
case_lent_to_one_after_another:
    imul r14, rcx, 3
    imul r15, rdx, 5
    nop
    mov [rbx], r14
    mov [rbx + 8], r15
    mov r8, r9
    imul r14, rsi, 7
    imul r15, rdi, 9
    mov [rbx + 16], r14
    mov [rbx + 24], r15
    mov r9, [rbx]
    cmp r14, r15
    ret
case_lent_to_one_after_another_that_faults:
    mov [rbx], r14
    mov [rbx + 8], r15
    mov [rbx + 16], r15
    mov rcx, 5
    mov rdx, 6
    mov rsi, 7
    mov rdi, 8
    mov r8, 9
    mov r9, 10
    mov [READ_ONLY], r14
    ret
case_leave_and_lent:
    push r14
    mov rbp, rsp
    mov r14, r15
    push r15
    leave
    mov r15, rbp
    ret
