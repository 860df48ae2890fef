//! THE instruction table: which instructions a contract may use, and what each is called, does and costs.
//!
//! Rows are per operation; *forms* are listed per encoding (iced's `Code`), because a mnemonic is too coarse:
//! `mov` is innocent, `Mov_cr_r64` is not. Rows stand under the unit that executes them. What an engine must
//! know of a form besides is derived in `facts`. A form listed twice does not compile, and
//! neither does an operation to which an engine gives no meaning: [`ops_of!`](crate::ops_of) names a unit's in
//! a pattern.

/// Calls the macro `$then` with the whole table: `doc, Unit { doc, Op "name" Class: [forms]; … }`.
#[macro_export]
macro_rules! for_each_inst {
    ($then:ident) => {
        $then! {
        /// General registers, memory and flags.
        Integer {
            // Moves and addresses
            /// Copy between general registers, memory and immediates.
            Mov "mov" Simple: [
                Mov_rm32_r32 Mov_r32_rm32 Mov_EAX_moffs32 Mov_moffs32_EAX Mov_r32_imm32 Mov_rm32_imm32
                Mov_rm8_r8 Mov_rm16_r16 Mov_r8_rm8 Mov_r16_rm16 Mov_AL_moffs8 Mov_AX_moffs16 Mov_moffs8_AL
                Mov_moffs16_AX Mov_r8_imm8 Mov_r16_imm16 Mov_rm8_imm8 Mov_rm16_imm16 Mov_rm64_r64 Mov_r64_rm64
                Mov_RAX_moffs64 Mov_moffs64_RAX Mov_r64_imm64 Mov_rm64_imm32
            ];
            /// Copy, zero-extended.
            Movzx "movzx" Simple: [
                Movzx_r16_rm8 Movzx_r32_rm8 Movzx_r16_rm16 Movzx_r32_rm16 Movzx_r64_rm8 Movzx_r64_rm16
            ];
            /// Copy, sign-extended.
            Movsx "movsx" Simple: [
                Movsx_r16_rm8 Movsx_r32_rm8 Movsx_r16_rm16 Movsx_r32_rm16 Movsx_r64_rm8 Movsx_r64_rm16
                Movsxd_r32_rm32 Movsxd_r64_rm32
            ];
            /// Address of a memory operand, not accessed.
            Lea "lea" Simple: [Lea_r32_m Lea_r16_m Lea_r64_m];
            /// Exchange two operands.
            Xchg "xchg" Simple: [
                Xchg_rm32_r32 Xchg_r32_EAX Xchg_rm8_r8 Xchg_rm16_r16 Xchg_r16_AX Xchg_rm64_r64 Xchg_r64_RAX
            ];
            /// Reverse the bytes of a 32- or 64-bit register.
            Bswap "bswap" Simple: [Bswap_r32 Bswap_r64];
            /// Copy from or to memory with the bytes reversed.
            Movbe "movbe" Simple: [
                Movbe_r16_m16 Movbe_r32_m32 Movbe_r64_m64 Movbe_m16_r16 Movbe_m32_r32 Movbe_m64_r64
            ];
            /// Store past the caches; a plain store here.
            Movnti "movnti" Simple: [Movnti_m32_r32 Movnti_m64_r64];
            /// `al = [rbx + al]`.
            Xlatb "xlatb" Load: [Xlat_m8];
            /// Sign-extend `al` to `ax`.
            Cbw "cbw" Simple: [Cbw];
            /// Sign-extend `ax` to `eax`.
            Cwde "cwde" Simple: [Cwde];
            /// Sign-extend `eax` to `rax`.
            Cdqe "cdqe" Simple: [Cdqe];
            /// Sign of `ax` to all of `dx`.
            Cwd "cwd" Simple: [Cwd];
            /// Sign of `eax` to all of `edx`.
            Cdq "cdq" Simple: [Cdq];
            /// Sign of `rax` to all of `rdx`.
            Cqo "cqo" Simple: [Cqo];
            /// Copy if the condition holds; a memory source is read either way.
            Cmovcc "cmovcc" Simple: [
                Cmovo_r16_rm16 Cmovo_r32_rm32 Cmovo_r64_rm64 Cmovno_r16_rm16 Cmovno_r32_rm32 Cmovno_r64_rm64
                Cmovb_r16_rm16 Cmovb_r32_rm32 Cmovb_r64_rm64 Cmovae_r16_rm16 Cmovae_r32_rm32 Cmovae_r64_rm64
                Cmove_r16_rm16 Cmove_r32_rm32 Cmove_r64_rm64 Cmovne_r16_rm16 Cmovne_r32_rm32 Cmovne_r64_rm64
                Cmovbe_r16_rm16 Cmovbe_r32_rm32 Cmovbe_r64_rm64 Cmova_r16_rm16 Cmova_r32_rm32 Cmova_r64_rm64
                Cmovs_r16_rm16 Cmovs_r32_rm32 Cmovs_r64_rm64 Cmovns_r16_rm16 Cmovns_r32_rm32 Cmovns_r64_rm64
                Cmovp_r16_rm16 Cmovp_r32_rm32 Cmovp_r64_rm64 Cmovnp_r16_rm16 Cmovnp_r32_rm32 Cmovnp_r64_rm64
                Cmovl_r16_rm16 Cmovl_r32_rm32 Cmovl_r64_rm64 Cmovge_r16_rm16 Cmovge_r32_rm32 Cmovge_r64_rm64
                Cmovle_r16_rm16 Cmovle_r32_rm32 Cmovle_r64_rm64 Cmovg_r16_rm16 Cmovg_r32_rm32 Cmovg_r64_rm64
            ];
            /// Byte 1 if the condition holds, else 0.
            Setcc "setcc" Simple: [
                Seto_rm8 Setno_rm8 Setb_rm8 Setae_rm8 Sete_rm8 Setne_rm8 Setbe_rm8 Seta_rm8 Sets_rm8 Setns_rm8
                Setp_rm8 Setnp_rm8 Setl_rm8 Setge_rm8 Setle_rm8 Setg_rm8
            ];

            // Stack
            /// Store at `rsp` after moving it down.
            Push "push" Stack: [
                Push_imm16 Pushw_imm8 Push_r16 Push_rm16 Push_r64 Pushq_imm32 Pushq_imm8 Push_rm64
            ];
            /// Load from `rsp`, then move it up.
            Pop "pop" Stack: [Pop_r16 Pop_rm16 Pop_r64 Pop_rm64];
            /// Push the flags; AF reads as 0, IF as 1.
            Pushf "pushf" Stack: [Pushfq];
            /// Pop the status flags and DF; the other bits are ignored.
            Popf "popf" Stack: [Popfq];
            /// `rsp = rbp`, then pop `rbp`.
            Leave "leave" Stack: [Leaveq];

            // Integer arithmetic
            /// Add.
            Add "add" Simple: [
                Add_rm32_r32 Add_r32_rm32 Add_EAX_imm32 Add_rm32_imm32 Add_rm32_imm8 Add_rm8_r8 Add_rm16_r16
                Add_r8_rm8 Add_r16_rm16 Add_AL_imm8 Add_AX_imm16 Add_rm8_imm8 Add_rm16_imm16 Add_rm16_imm8
                Add_rm64_r64 Add_r64_rm64 Add_RAX_imm32 Add_rm64_imm32 Add_rm64_imm8
            ];
            /// Add with carry.
            Adc "adc" Simple: [
                Adc_rm32_r32 Adc_r32_rm32 Adc_EAX_imm32 Adc_rm32_imm32 Adc_rm32_imm8 Adc_rm8_r8 Adc_rm16_r16
                Adc_r8_rm8 Adc_r16_rm16 Adc_AL_imm8 Adc_AX_imm16 Adc_rm8_imm8 Adc_rm16_imm16 Adc_rm16_imm8
                Adc_rm64_r64 Adc_r64_rm64 Adc_RAX_imm32 Adc_rm64_imm32 Adc_rm64_imm8
            ];
            /// Subtract.
            Sub "sub" Simple: [
                Sub_rm32_r32 Sub_r32_rm32 Sub_EAX_imm32 Sub_rm32_imm32 Sub_rm32_imm8 Sub_rm8_r8 Sub_rm16_r16
                Sub_r8_rm8 Sub_r16_rm16 Sub_AL_imm8 Sub_AX_imm16 Sub_rm8_imm8 Sub_rm16_imm16 Sub_rm16_imm8
                Sub_rm64_r64 Sub_r64_rm64 Sub_RAX_imm32 Sub_rm64_imm32 Sub_rm64_imm8
            ];
            /// Subtract with borrow.
            Sbb "sbb" Simple: [
                Sbb_rm32_r32 Sbb_r32_rm32 Sbb_EAX_imm32 Sbb_rm32_imm32 Sbb_rm32_imm8 Sbb_rm8_r8 Sbb_rm16_r16
                Sbb_r8_rm8 Sbb_r16_rm16 Sbb_AL_imm8 Sbb_AX_imm16 Sbb_rm8_imm8 Sbb_rm16_imm16 Sbb_rm16_imm8
                Sbb_rm64_r64 Sbb_r64_rm64 Sbb_RAX_imm32 Sbb_rm64_imm32 Sbb_rm64_imm8
            ];
            /// Subtract, for the flags alone.
            Cmp "cmp" Simple: [
                Cmp_rm32_r32 Cmp_r32_rm32 Cmp_EAX_imm32 Cmp_rm32_imm32 Cmp_rm32_imm8 Cmp_rm8_r8 Cmp_rm16_r16
                Cmp_r8_rm8 Cmp_r16_rm16 Cmp_AL_imm8 Cmp_AX_imm16 Cmp_rm8_imm8 Cmp_rm16_imm16 Cmp_rm16_imm8
                Cmp_rm64_r64 Cmp_r64_rm64 Cmp_RAX_imm32 Cmp_rm64_imm32 Cmp_rm64_imm8
            ];
            /// Bitwise and.
            And "and" Simple: [
                And_rm32_r32 And_r32_rm32 And_EAX_imm32 And_rm32_imm32 And_rm32_imm8 And_rm8_r8 And_rm16_r16
                And_r8_rm8 And_r16_rm16 And_AL_imm8 And_AX_imm16 And_rm8_imm8 And_rm16_imm16 And_rm16_imm8
                And_rm64_r64 And_r64_rm64 And_RAX_imm32 And_rm64_imm32 And_rm64_imm8
            ];
            /// Bitwise or.
            Or "or" Simple: [
                Or_rm32_r32 Or_r32_rm32 Or_EAX_imm32 Or_rm32_imm32 Or_rm32_imm8 Or_rm8_r8 Or_rm16_r16
                Or_r8_rm8 Or_r16_rm16 Or_AL_imm8 Or_AX_imm16 Or_rm8_imm8 Or_rm16_imm16 Or_rm16_imm8
                Or_rm64_r64 Or_r64_rm64 Or_RAX_imm32 Or_rm64_imm32 Or_rm64_imm8
            ];
            /// Bitwise exclusive or.
            Xor "xor" Simple: [
                Xor_rm32_r32 Xor_r32_rm32 Xor_EAX_imm32 Xor_rm32_imm32 Xor_rm32_imm8 Xor_rm8_r8 Xor_rm16_r16
                Xor_r8_rm8 Xor_r16_rm16 Xor_AL_imm8 Xor_AX_imm16 Xor_rm8_imm8 Xor_rm16_imm16 Xor_rm16_imm8
                Xor_rm64_r64 Xor_r64_rm64 Xor_RAX_imm32 Xor_rm64_imm32 Xor_rm64_imm8
            ];
            /// Bitwise and, for the flags alone.
            Test "test" Simple: [
                Test_rm32_r32 Test_EAX_imm32 Test_rm32_imm32 Test_rm32_imm32_F7r1 Test_rm8_r8 Test_rm16_r16
                Test_AL_imm8 Test_AX_imm16 Test_rm8_imm8 Test_rm8_imm8_F6r1 Test_rm16_imm16
                Test_rm16_imm16_F7r1 Test_rm64_r64 Test_RAX_imm32 Test_rm64_imm32 Test_rm64_imm32_F7r1
            ];
            /// Bitwise complement; no flags.
            Not "not" Simple: [Not_rm32 Not_rm8 Not_rm16 Not_rm64];
            /// Negate.
            Neg "neg" Simple: [Neg_rm32 Neg_rm8 Neg_rm16 Neg_rm64];
            /// Add 1; CF stays.
            Inc "inc" Simple: [Inc_rm32 Inc_rm8 Inc_rm16 Inc_rm64];
            /// Subtract 1; CF stays.
            Dec "dec" Simple: [Dec_rm32 Dec_rm8 Dec_rm16 Dec_rm64];
            /// Signed multiply; one operand: into `rdx:rax`.
            Imul "imul" Multiply: [
                Imul_r16_rm16_imm16 Imul_r16_rm16_imm8 Imul_r32_rm32_imm32 Imul_r32_rm32_imm8 Imul_rm32
                Imul_r16_rm16 Imul_r32_rm32 Imul_rm8 Imul_rm16 Imul_r64_rm64_imm32 Imul_r64_rm64_imm8
                Imul_rm64 Imul_r64_rm64
            ];
            /// Unsigned multiply into `rdx:rax`.
            Mul "mul" Multiply: [Mul_rm32 Mul_rm8 Mul_rm16 Mul_rm64];
            /// Unsigned multiply by `rdx` into two registers, the high half first; no flags.
            Mulx "mulx" Multiply: [VEX_Mulx_r32_r32_rm32 VEX_Mulx_r64_r64_rm64];
            /// Unsigned divide of `rdx:rax`; traps with `division_by_zero`.
            Div "div" Divide: [Div_rm32 Div_rm8 Div_rm16 Div_rm64];
            /// Signed divide of `rdx:rax`; traps with `division_by_zero`.
            Idiv "idiv" Divide: [Idiv_rm32 Idiv_rm8 Idiv_rm16 Idiv_rm64];

            // Bits
            /// Copy a bit to CF.
            Bt "bt" Simple: [Bt_rm16_r16 Bt_rm32_r32 Bt_rm16_imm8 Bt_rm32_imm8 Bt_rm64_r64 Bt_rm64_imm8];
            /// Copy a bit to CF, set it.
            Bts "bts" Simple: [
                Bts_rm16_r16 Bts_rm32_r32 Bts_rm16_imm8 Bts_rm32_imm8 Bts_rm64_r64 Bts_rm64_imm8
            ];
            /// Copy a bit to CF, clear it.
            Btr "btr" Simple: [
                Btr_rm16_r16 Btr_rm32_r32 Btr_rm16_imm8 Btr_rm32_imm8 Btr_rm64_r64 Btr_rm64_imm8
            ];
            /// Copy a bit to CF, flip it.
            Btc "btc" Simple: [
                Btc_rm16_imm8 Btc_rm32_imm8 Btc_rm16_r16 Btc_rm32_r32 Btc_rm64_imm8 Btc_rm64_r64
            ];
            /// Index of the lowest set bit; of 0: the destination stays.
            Bsf "bsf" Simple: [Bsf_r16_rm16 Bsf_r32_rm32 Bsf_r64_rm64];
            /// Index of the highest set bit; of 0: the destination stays.
            Bsr "bsr" Simple: [Bsr_r16_rm16 Bsr_r32_rm32 Bsr_r64_rm64];
            /// Count of the set bits.
            Popcnt "popcnt" Simple: [Popcnt_r16_rm16 Popcnt_r32_rm32 Popcnt_r64_rm64];
            /// Count of the zeroes above the highest set bit; of 0: the width.
            Lzcnt "lzcnt" Simple: [Lzcnt_r16_rm16 Lzcnt_r32_rm32 Lzcnt_r64_rm64];
            /// Count of the zeroes below the lowest set bit; of 0: the width. What `rep bsf` means, under every profile.
            Tzcnt "tzcnt" Simple: [Tzcnt_r16_rm16 Tzcnt_r32_rm32 Tzcnt_r64_rm64];
            /// Complement of the first source, and the second.
            Andn "andn" Simple: [VEX_Andn_r32_r32_rm32 VEX_Andn_r64_r64_rm64];
            /// The field of bits whose start (low byte) and length (next byte) the last operand gives.
            Bextr "bextr" Simple: [VEX_Bextr_r32_rm32_r32 VEX_Bextr_r64_rm64_r64];
            /// The lowest set bit alone.
            Blsi "blsi" Simple: [VEX_Blsi_r32_rm32 VEX_Blsi_r64_rm64];
            /// Ones up to and with the lowest set bit.
            Blsmsk "blsmsk" Simple: [VEX_Blsmsk_r32_rm32 VEX_Blsmsk_r64_rm64];
            /// All but the lowest set bit.
            Blsr "blsr" Simple: [VEX_Blsr_r32_rm32 VEX_Blsr_r64_rm64];
            /// Zeroes from the bit on that the low byte of the last operand gives.
            Bzhi "bzhi" Simple: [VEX_Bzhi_r32_rm32_r32 VEX_Bzhi_r64_rm64_r64];
            /// Scatter the low bits to the set bits of the mask, the last operand.
            Pdep "pdep" Slow: [VEX_Pdep_r32_r32_rm32 VEX_Pdep_r64_r64_rm64];
            /// Gather the bits at the set bits of the mask, the last operand.
            Pext "pext" Slow: [VEX_Pext_r32_r32_rm32 VEX_Pext_r64_r64_rm64];
            /// Rotate right; no flags.
            Rorx "rorx" Simple: [VEX_Rorx_r32_rm32_imm8 VEX_Rorx_r64_rm64_imm8];
            /// Shift right, sign in; no flags.
            Sarx "sarx" Simple: [VEX_Sarx_r32_rm32_r32 VEX_Sarx_r64_rm64_r64];
            /// Shift left; no flags.
            Shlx "shlx" Simple: [VEX_Shlx_r32_rm32_r32 VEX_Shlx_r64_rm64_r64];
            /// Shift right, zeroes in; no flags.
            Shrx "shrx" Simple: [VEX_Shrx_r32_rm32_r32 VEX_Shrx_r64_rm64_r64];
            /// Add bytes to a CRC-32C.
            Crc32 "crc32" Multiply: [Crc32_r32_rm8 Crc32_r64_rm8 Crc32_r32_rm16 Crc32_r32_rm32 Crc32_r64_rm64];

            // Exchange and compare (one thread: `lock` changes nothing)
            /// Exchange, then add.
            Xadd "xadd" Simple: [Xadd_rm8_r8 Xadd_rm16_r16 Xadd_rm32_r32 Xadd_rm64_r64];
            /// Compare with the accumulator, then exchange.
            Cmpxchg "cmpxchg" Slow: [Cmpxchg_rm8_r8 Cmpxchg_rm16_r16 Cmpxchg_rm32_r32 Cmpxchg_rm64_r64];
            /// Compare `edx:eax` with 8 bytes, then exchange with `ecx:ebx`.
            Cmpxchg8b "cmpxchg8b" Slow: [Cmpxchg8b_m64];
            /// Compare `rdx:rax` with 16 bytes, which must be aligned, then exchange with `rcx:rbx`.
            Cmpxchg16b "cmpxchg16b" Slow: [Cmpxchg16b_m128];

            // Flags
            /// Clear CF.
            Clc "clc" Simple: [Clc];
            /// Set CF.
            Stc "stc" Simple: [Stc];
            /// Complement CF.
            Cmc "cmc" Simple: [Cmc];
            /// Clear DF.
            Cld "cld" Simple: [Cld];
            /// Set DF.
            Std "std" Simple: [Std];
            /// Flags to `ah`; AF reads as 0.
            Lahf "lahf" Simple: [Lahf];
            /// `ah` to the flags.
            Sahf "sahf" Simple: [Sahf];
        }
        /// Shifts and rotations by a count; a count of 0 leaves the flags alone.
        Shift {
            /// Shift left.
            Shl "shl" Simple: [
                Shl_rm8_imm8 Shl_rm16_imm8 Shl_rm32_imm8 Shl_rm32_1 Shl_rm32_CL Shl_rm8_1 Shl_rm16_1
                Shl_rm8_CL Shl_rm16_CL Shl_rm64_imm8 Shl_rm64_1 Shl_rm64_CL Sal_rm8_imm8 Sal_rm16_imm8
                Sal_rm32_imm8 Sal_rm32_1 Sal_rm32_CL Sal_rm8_1 Sal_rm16_1 Sal_rm8_CL Sal_rm16_CL Sal_rm64_imm8
                Sal_rm64_1 Sal_rm64_CL
            ];
            /// Shift right, zeroes in.
            Shr "shr" Simple: [
                Shr_rm8_imm8 Shr_rm16_imm8 Shr_rm32_imm8 Shr_rm32_1 Shr_rm32_CL Shr_rm8_1 Shr_rm16_1
                Shr_rm8_CL Shr_rm16_CL Shr_rm64_imm8 Shr_rm64_1 Shr_rm64_CL
            ];
            /// Shift right, sign in.
            Sar "sar" Simple: [
                Sar_rm8_imm8 Sar_rm16_imm8 Sar_rm32_imm8 Sar_rm32_1 Sar_rm32_CL Sar_rm8_1 Sar_rm16_1
                Sar_rm8_CL Sar_rm16_CL Sar_rm64_imm8 Sar_rm64_1 Sar_rm64_CL
            ];
            /// Rotate left.
            Rol "rol" Simple: [
                Rol_rm8_imm8 Rol_rm16_imm8 Rol_rm32_imm8 Rol_rm32_1 Rol_rm32_CL Rol_rm8_1 Rol_rm16_1
                Rol_rm8_CL Rol_rm16_CL Rol_rm64_imm8 Rol_rm64_1 Rol_rm64_CL
            ];
            /// Rotate right.
            Ror "ror" Simple: [
                Ror_rm8_imm8 Ror_rm16_imm8 Ror_rm32_imm8 Ror_rm32_1 Ror_rm32_CL Ror_rm8_1 Ror_rm16_1
                Ror_rm8_CL Ror_rm16_CL Ror_rm64_imm8 Ror_rm64_1 Ror_rm64_CL
            ];
            /// Rotate left through CF.
            Rcl "rcl" Slow: [
                Rcl_rm8_imm8 Rcl_rm16_imm8 Rcl_rm32_imm8 Rcl_rm32_1 Rcl_rm32_CL Rcl_rm8_1 Rcl_rm16_1
                Rcl_rm8_CL Rcl_rm16_CL Rcl_rm64_imm8 Rcl_rm64_1 Rcl_rm64_CL
            ];
            /// Rotate right through CF.
            Rcr "rcr" Slow: [
                Rcr_rm8_imm8 Rcr_rm16_imm8 Rcr_rm32_imm8 Rcr_rm32_1 Rcr_rm32_CL Rcr_rm8_1 Rcr_rm16_1
                Rcr_rm8_CL Rcr_rm16_CL Rcr_rm64_imm8 Rcr_rm64_1 Rcr_rm64_CL
            ];
            /// Shift left, bits of the second operand in.
            Shld "shld" Simple: [
                Shld_rm16_r16_imm8 Shld_rm32_r32_imm8 Shld_rm16_r16_CL Shld_rm32_r32_CL Shld_rm64_r64_imm8
                Shld_rm64_r64_CL
            ];
            /// Shift right, bits of the second operand in.
            Shrd "shrd" Simple: [
                Shrd_rm16_r16_imm8 Shrd_rm32_r32_imm8 Shrd_rm16_r16_CL Shrd_rm32_r32_CL Shrd_rm64_r64_imm8
                Shrd_rm64_r64_CL
            ];
        }
        /// Where execution goes: jumps, calls, returns, host calls, traps.
        Control {
            /// Jump.
            Jmp "jmp" Branch: [Jmp_rel32_64 Jmp_rel8_64 Jmp_rm64];
            /// Jump if the condition holds.
            Jcc "jcc" Branch: [
                Jo_rel8_64 Jo_rel32_64 Jno_rel8_64 Jno_rel32_64 Jb_rel8_64 Jb_rel32_64 Jae_rel8_64
                Jae_rel32_64 Je_rel8_64 Je_rel32_64 Jne_rel8_64 Jne_rel32_64 Jbe_rel8_64 Jbe_rel32_64
                Ja_rel8_64 Ja_rel32_64 Js_rel8_64 Js_rel32_64 Jns_rel8_64 Jns_rel32_64 Jp_rel8_64 Jp_rel32_64
                Jnp_rel8_64 Jnp_rel32_64 Jl_rel8_64 Jl_rel32_64 Jge_rel8_64 Jge_rel32_64 Jle_rel8_64
                Jle_rel32_64 Jg_rel8_64 Jg_rel32_64
            ];
            /// Jump if `rcx` (`ecx`) is 0.
            Jrcxz "jrcxz" Branch: [Jrcxz_rel8_64 Jecxz_rel8_64];
            /// Decrement `rcx`, jump if not 0.
            Loop "loop" Branch: [Loop_rel8_64_ECX Loop_rel8_64_RCX];
            /// Decrement `rcx`, jump if not 0 and ZF.
            Loope "loope" Branch: [Loope_rel8_64_ECX Loope_rel8_64_RCX];
            /// Decrement `rcx`, jump if not 0 and not ZF.
            Loopne "loopne" Branch: [Loopne_rel8_64_ECX Loopne_rel8_64_RCX];
            /// Push the return address, jump.
            Call "call" Call: [Call_rel32_64 Call_rm64];
            /// Pop the return address, jump to it; to null: the run ends.
            Ret "ret" Call: [Retnq_imm16 Retnq];
            /// Call the SCPI function of that number.
            Int "int" HostCall: [Int_imm8];
            /// Trap: `ud2` and `int3`, what `__builtin_trap` leaves.
            Trap "trap" Simple: [Ud2 Int3];
        }
        /// Strings: elements at `[rsi]` and `[rdi]`, which step by DF; with `rep`, charged for each iteration.
        String {
            /// Copy `[rdi] = [rsi]`, step both.
            Movs "movs" String: [Movsb_m8_m8 Movsw_m16_m16 Movsd_m32_m32 Movsq_m64_m64];
            /// Store the accumulator at `[rdi]`, step.
            Stos "stos" String: [Stosb_m8_AL Stosw_m16_AX Stosd_m32_EAX Stosq_m64_RAX];
            /// Load the accumulator from `[rsi]`, step.
            Lods "lods" String: [Lodsb_AL_m8 Lodsw_AX_m16 Lodsd_EAX_m32 Lodsq_RAX_m64];
            /// Compare the accumulator with `[rdi]`, step.
            Scas "scas" String: [Scasb_AL_m8 Scasw_AX_m16 Scasd_EAX_m32 Scasq_RAX_m64];
            /// Compare `[rsi]` with `[rdi]`, step both.
            Cmps "cmps" String: [Cmpsb_m8_m8 Cmpsw_m16_m16 Cmpsd_m32_m32 Cmpsq_m64_m64];
        }
        /// Nothing that can be seen.
        Hint {
            /// Nothing, in any length.
            Nop "nop" Nop: [Nopw Nopd Nopq Nop_rm16 Nop_rm32 Nop_rm64];
            /// Ask for a line of the cache; nothing here.
            Prefetch "prefetch" Nop: [
                Prefetchnta_m8 Prefetcht0_m8 Prefetcht1_m8 Prefetcht2_m8 Prefetch_m8 Prefetchw_m8
            ];
            /// Memory order; nothing on one thread.
            Fence "fence" Nop: [Lfence Mfence Sfence];
            /// A marked branch target; nothing here.
            Endbr "endbr" Nop: [Endbr64];
            /// A hint; nothing here.
            Pause "pause" Nop: [Pause];
        }
        /// Vector registers, with operands or effects of their own.
        Vector {
            // Vector moves
            /// Copy 16 or 32 bytes; in memory they must be aligned.
            MovAligned "mov128" VectorMove: [
                Movaps_xmm_xmmm128 Movaps_xmmm128_xmm Movapd_xmm_xmmm128 Movapd_xmmm128_xmm Movdqa_xmm_xmmm128
                Movdqa_xmmm128_xmm Movntps_m128_xmm Movntpd_m128_xmm Movntdq_m128_xmm Movntdqa_xmm_m128
                VEX_Vmovaps_xmm_xmmm128 VEX_Vmovaps_ymm_ymmm256 VEX_Vmovaps_xmmm128_xmm
                VEX_Vmovaps_ymmm256_ymm VEX_Vmovapd_xmm_xmmm128 VEX_Vmovapd_ymm_ymmm256
                VEX_Vmovapd_xmmm128_xmm VEX_Vmovapd_ymmm256_ymm VEX_Vmovdqa_xmm_xmmm128
                VEX_Vmovdqa_ymm_ymmm256 VEX_Vmovdqa_xmmm128_xmm VEX_Vmovdqa_ymmm256_ymm VEX_Vmovntps_m128_xmm
                VEX_Vmovntps_m256_ymm VEX_Vmovntpd_m128_xmm VEX_Vmovntpd_m256_ymm VEX_Vmovntdq_m128_xmm
                VEX_Vmovntdq_m256_ymm VEX_Vmovntdqa_xmm_m128 VEX_Vmovntdqa_ymm_m256
            ];
            /// Copy 16 or 32 bytes.
            MovUnaligned "mov128u" VectorMove: [
                Movups_xmm_xmmm128 Movups_xmmm128_xmm Movupd_xmm_xmmm128 Movupd_xmmm128_xmm Movdqu_xmm_xmmm128
                Movdqu_xmmm128_xmm Lddqu_xmm_m128 VEX_Vmovups_xmm_xmmm128 VEX_Vmovups_ymm_ymmm256
                VEX_Vmovups_xmmm128_xmm VEX_Vmovups_ymmm256_ymm VEX_Vmovupd_xmm_xmmm128
                VEX_Vmovupd_ymm_ymmm256 VEX_Vmovupd_xmmm128_xmm VEX_Vmovupd_ymmm256_ymm
                VEX_Vmovdqu_xmm_xmmm128 VEX_Vmovdqu_ymm_ymmm256 VEX_Vmovdqu_xmmm128_xmm
                VEX_Vmovdqu_ymmm256_ymm VEX_Vlddqu_xmm_m128 VEX_Vlddqu_ymm_m256
            ];
            /// Copy 32 bits between vector and general registers, or memory; the rest is zeroed.
            Movd "movd" VectorMove: [Movd_xmm_rm32 Movd_rm32_xmm VEX_Vmovd_xmm_rm32 VEX_Vmovd_rm32_xmm];
            /// Copy 64 bits between vector and general registers, or memory; the rest is zeroed.
            Movq "movq" VectorMove: [
                Movq_xmm_rm64 Movq_rm64_xmm Movq_xmm_xmmm64 Movq_xmmm64_xmm VEX_Vmovq_xmm_rm64
                VEX_Vmovq_rm64_xmm VEX_Vmovq_xmm_xmmm64 VEX_Vmovq_xmmm64_xmm
            ];
            /// Copy 64 bits to or from the low half.
            MovLow "movlps" VectorMove: [
                Movlps_xmm_m64 Movlps_m64_xmm Movlpd_xmm_m64 Movlpd_m64_xmm VEX_Vmovlps_xmm_xmm_m64
                VEX_Vmovlps_m64_xmm VEX_Vmovlpd_xmm_xmm_m64 VEX_Vmovlpd_m64_xmm
            ];
            /// Copy 64 bits to or from the high half.
            MovHigh "movhps" VectorMove: [
                Movhps_xmm_m64 Movhps_m64_xmm Movhpd_xmm_m64 Movhpd_m64_xmm VEX_Vmovhps_xmm_xmm_m64
                VEX_Vmovhps_m64_xmm VEX_Vmovhpd_xmm_xmm_m64 VEX_Vmovhpd_m64_xmm
            ];
            /// Signs of the floats to a general register.
            Movmskps "movmskps" VectorMove: [
                Movmskps_r32_xmm Movmskps_r64_xmm VEX_Vmovmskps_r32_xmm VEX_Vmovmskps_r64_xmm
                VEX_Vmovmskps_r32_ymm VEX_Vmovmskps_r64_ymm
            ];
            /// Signs of the doubles to a general register.
            Movmskpd "movmskpd" VectorMove: [
                Movmskpd_r32_xmm Movmskpd_r64_xmm VEX_Vmovmskpd_r32_xmm VEX_Vmovmskpd_r64_xmm
                VEX_Vmovmskpd_r32_ymm VEX_Vmovmskpd_r64_ymm
            ];
            /// Signs of the bytes to a general register.
            Pmovmskb "pmovmskb" VectorMove: [
                Pmovmskb_r32_xmm Pmovmskb_r64_xmm VEX_Vpmovmskb_r32_xmm VEX_Vpmovmskb_r64_xmm
                VEX_Vpmovmskb_r32_ymm VEX_Vpmovmskb_r64_ymm
            ];
            /// Store the bytes whose mask byte is negative.
            Maskmovdqu "maskmovdqu" Slow: [Maskmovdqu_rDI_xmm_xmm VEX_Vmaskmovdqu_rDI_xmm_xmm];

            // Vector floating point
            /// Compare floats: ZF if equal, CF if less, all of ZF, PF and CF if unordered.
            Comiss "comiss" VectorFloat: [
                Comiss_xmm_xmmm32 Ucomiss_xmm_xmmm32 VEX_Vcomiss_xmm_xmmm32 VEX_Vucomiss_xmm_xmmm32
            ];
            /// Compare doubles: ZF if equal, CF if less, all of ZF, PF and CF if unordered.
            Comisd "comisd" VectorFloat: [
                Comisd_xmm_xmmm64 Ucomisd_xmm_xmmm64 VEX_Vcomisd_xmm_xmmm64 VEX_Vucomisd_xmm_xmmm64
            ];

            // Conversions
            /// Signed integer of 32 or 64 bits to a float.
            Cvtsi2ss "cvtsi2ss" VectorConvert: [
                Cvtsi2ss_xmm_rm32 Cvtsi2ss_xmm_rm64 VEX_Vcvtsi2ss_xmm_xmm_rm32 VEX_Vcvtsi2ss_xmm_xmm_rm64
            ];
            /// Signed integer of 32 or 64 bits to a double.
            Cvtsi2sd "cvtsi2sd" VectorConvert: [
                Cvtsi2sd_xmm_rm32 Cvtsi2sd_xmm_rm64 VEX_Vcvtsi2sd_xmm_xmm_rm32 VEX_Vcvtsi2sd_xmm_xmm_rm64
            ];
            /// Float to a signed integer of 32 or 64 bits, to nearest; what does not fit: the least.
            Cvtss2si "cvtss2si" VectorConvert: [
                Cvtss2si_r32_xmmm32 Cvtss2si_r64_xmmm32 VEX_Vcvtss2si_r32_xmmm32 VEX_Vcvtss2si_r64_xmmm32
            ];
            /// Double to a signed integer of 32 or 64 bits, to nearest; what does not fit: the least.
            Cvtsd2si "cvtsd2si" VectorConvert: [
                Cvtsd2si_r32_xmmm64 Cvtsd2si_r64_xmmm64 VEX_Vcvtsd2si_r32_xmmm64 VEX_Vcvtsd2si_r64_xmmm64
            ];
            /// Float to a signed integer of 32 or 64 bits, towards zero; what does not fit: the least.
            Cvttss2si "cvttss2si" VectorConvert: [
                Cvttss2si_r32_xmmm32 Cvttss2si_r64_xmmm32 VEX_Vcvttss2si_r32_xmmm32 VEX_Vcvttss2si_r64_xmmm32
            ];
            /// Double to a signed integer of 32 or 64 bits, towards zero; what does not fit: the least.
            Cvttsd2si "cvttsd2si" VectorConvert: [
                Cvttsd2si_r32_xmmm64 Cvttsd2si_r64_xmmm64 VEX_Vcvttsd2si_r32_xmmm64 VEX_Vcvttsd2si_r64_xmmm64
            ];

            // Vector integers
            /// Copy a word, zero-extended, to a general register or to memory.
            Pextrw "pextrw" VectorInt: [
                Pextrw_r32_xmm_imm8 Pextrw_r64_xmm_imm8 Pextrw_r32m16_xmm_imm8 Pextrw_r64m16_xmm_imm8
                VEX_Vpextrw_r32_xmm_imm8 VEX_Vpextrw_r64_xmm_imm8 VEX_Vpextrw_r32m16_xmm_imm8
                VEX_Vpextrw_r64m16_xmm_imm8
            ];

            // SSE4.1
            /// Floats of the first or the second, as signs say: of `xmm0`, or with VEX of the fourth operand.
            Blendvps "blendvps" VectorInt: [
                Blendvps_xmm_xmmm128 VEX_Vblendvps_xmm_xmm_xmmm128_xmm VEX_Vblendvps_ymm_ymm_ymmm256_ymm
            ];
            /// Doubles of the first or the second, as signs say: of `xmm0`, or with VEX of the fourth operand.
            Blendvpd "blendvpd" VectorInt: [
                Blendvpd_xmm_xmmm128 VEX_Vblendvpd_xmm_xmm_xmmm128_xmm VEX_Vblendvpd_ymm_ymm_ymmm256_ymm
            ];
            /// Bytes of the first or the second, as signs say: of `xmm0`, or with VEX of the fourth operand.
            Pblendvb "pblendvb" VectorInt: [
                Pblendvb_xmm_xmmm128 VEX_Vpblendvb_xmm_xmm_xmmm128_xmm VEX_Vpblendvb_ymm_ymm_ymmm256_ymm
            ];
            /// Copy a byte, zero-extended, to a general register or to memory.
            Pextrb "pextrb" VectorInt: [
                Pextrb_r32m8_xmm_imm8 Pextrb_r64m8_xmm_imm8 VEX_Vpextrb_r32m8_xmm_imm8
                VEX_Vpextrb_r64m8_xmm_imm8
            ];
            /// Copy a doubleword to a general register or to memory.
            Pextrd "pextrd" VectorInt: [
                Pextrd_rm32_xmm_imm8 Extractps_rm32_xmm_imm8 Extractps_r64m32_xmm_imm8
                VEX_Vpextrd_rm32_xmm_imm8 VEX_Vextractps_rm32_xmm_imm8 VEX_Vextractps_r64m32_xmm_imm8
            ];
            /// Copy a quadword to a general register or to memory.
            Pextrq "pextrq" VectorInt: [Pextrq_rm64_xmm_imm8 VEX_Vpextrq_rm64_xmm_imm8];
            /// ZF if no bit is set in both, CF if none is set in the source alone.
            Ptest "ptest" VectorInt: [Ptest_xmm_xmmm128 VEX_Vptest_xmm_xmmm128 VEX_Vptest_ymm_ymmm256];

            // SSE4.2
            /// Compare strings of explicit lengths; index to `ecx`.
            Pcmpestri "pcmpestri" VectorSlow: [
                Pcmpestri_xmm_xmmm128_imm8 Pcmpestri64_xmm_xmmm128_imm8 VEX_Vpcmpestri_xmm_xmmm128_imm8
                VEX_Vpcmpestri64_xmm_xmmm128_imm8
            ];
            /// Compare strings of explicit lengths; mask to `xmm0`.
            Pcmpestrm "pcmpestrm" VectorSlow: [
                Pcmpestrm_xmm_xmmm128_imm8 Pcmpestrm64_xmm_xmmm128_imm8 VEX_Vpcmpestrm_xmm_xmmm128_imm8
                VEX_Vpcmpestrm64_xmm_xmmm128_imm8
            ];
            /// Compare strings that a zero ends; index to `ecx`.
            Pcmpistri "pcmpistri" VectorSlow: [Pcmpistri_xmm_xmmm128_imm8 VEX_Vpcmpistri_xmm_xmmm128_imm8];
            /// Compare strings that a zero ends; mask to `xmm0`.
            Pcmpistrm "pcmpistrm" VectorSlow: [Pcmpistrm_xmm_xmmm128_imm8 VEX_Vpcmpistrm_xmm_xmmm128_imm8];

            // AVX and AVX2
            /// The lowest byte to all.
            Vpbroadcastb "vpbroadcastb" VectorMove: [VEX_Vpbroadcastb_xmm_xmmm8 VEX_Vpbroadcastb_ymm_xmmm8];
            /// The lowest word to all.
            Vpbroadcastw "vpbroadcastw" VectorMove: [VEX_Vpbroadcastw_xmm_xmmm16 VEX_Vpbroadcastw_ymm_xmmm16];
            /// The lowest doubleword to all.
            Vpbroadcastd "vpbroadcastd" VectorMove: [
                VEX_Vpbroadcastd_xmm_xmmm32 VEX_Vpbroadcastd_ymm_xmmm32 VEX_Vbroadcastss_xmm_m32
                VEX_Vbroadcastss_ymm_m32 VEX_Vbroadcastss_xmm_xmm VEX_Vbroadcastss_ymm_xmm
            ];
            /// The lowest quadword to all.
            Vpbroadcastq "vpbroadcastq" VectorMove: [
                VEX_Vpbroadcastq_xmm_xmmm64 VEX_Vpbroadcastq_ymm_xmmm64 VEX_Vbroadcastsd_ymm_m64
                VEX_Vbroadcastsd_ymm_xmm
            ];
            /// 128 bits to both halves.
            Vbroadcast128 "vbroadcast128" VectorMove: [
                VEX_Vbroadcastf128_ymm_m128 VEX_Vbroadcasti128_ymm_m128
            ];
            /// Replace one half, which the immediate chooses.
            Vinsert128 "vinsert128" VectorInt: [
                VEX_Vinsertf128_ymm_ymm_xmmm128_imm8 VEX_Vinserti128_ymm_ymm_xmmm128_imm8
            ];
            /// Copy one half, which the immediate chooses.
            Vextract128 "vextract128" VectorInt: [
                VEX_Vextractf128_xmmm128_ymm_imm8 VEX_Vextracti128_xmmm128_ymm_imm8
            ];
            /// Select halves of two vectors, or zero.
            Vperm128 "vperm128" VectorInt: [
                VEX_Vperm2f128_ymm_ymm_ymmm256_imm8 VEX_Vperm2i128_ymm_ymm_ymmm256_imm8
            ];
            /// Select quadwords by the immediate.
            Vpermq "vpermq" VectorInt: [VEX_Vpermq_ymm_ymmm256_imm8 VEX_Vpermpd_ymm_ymmm256_imm8];
            /// Select doublewords by indices.
            Vpermd "vpermd" VectorInt: [VEX_Vpermd_ymm_ymm_ymmm256 VEX_Vpermps_ymm_ymm_ymmm256];
            /// Load or store the doublewords whose mask is negative; the others are not accessed, and load zero.
            Vpmaskmovd "vpmaskmovd" VectorConvert: [
                VEX_Vpmaskmovd_xmm_xmm_m128 VEX_Vpmaskmovd_ymm_ymm_m256 VEX_Vpmaskmovd_m128_xmm_xmm
                VEX_Vpmaskmovd_m256_ymm_ymm VEX_Vmaskmovps_xmm_xmm_m128 VEX_Vmaskmovps_ymm_ymm_m256
                VEX_Vmaskmovps_m128_xmm_xmm VEX_Vmaskmovps_m256_ymm_ymm
            ];
            /// Load or store the quadwords whose mask is negative; the others are not accessed, and load zero.
            Vpmaskmovq "vpmaskmovq" VectorConvert: [
                VEX_Vpmaskmovq_xmm_xmm_m128 VEX_Vpmaskmovq_ymm_ymm_m256 VEX_Vpmaskmovq_m128_xmm_xmm
                VEX_Vpmaskmovq_m256_ymm_ymm VEX_Vmaskmovpd_xmm_xmm_m128 VEX_Vmaskmovpd_ymm_ymm_m256
                VEX_Vmaskmovpd_m128_xmm_xmm VEX_Vmaskmovpd_m256_ymm_ymm
            ];
            /// As `ptest`, of the signs of floats.
            Vtestps "vtestps" VectorInt: [VEX_Vtestps_xmm_xmmm128 VEX_Vtestps_ymm_ymmm256];
            /// As `ptest`, of the signs of doubles.
            Vtestpd "vtestpd" VectorInt: [VEX_Vtestpd_xmm_xmmm128 VEX_Vtestpd_ymm_ymmm256];
            /// Zero the upper halves of all vector registers.
            Vzeroupper "vzeroupper" VectorMove: [VEX_Vzeroupper];
            /// Zero all vector registers.
            Vzeroall "vzeroall" VectorMove: [VEX_Vzeroall];

            // F16C
            /// Convert single precision to half, rounded by the immediate.
            Vcvtps2ph "vcvtps2ph" VectorConvert: [
                VEX_Vcvtps2ph_xmmm64_xmm_imm8 VEX_Vcvtps2ph_xmmm128_ymm_imm8
            ];

            // AES, PCLMULQDQ, SHA
            /// Two rounds of SHA-256, the message and constants in `xmm0`.
            Sha256rnds2 "sha256rnds2" VectorMultiply: [Sha256rnds2_xmm_xmmm128];

            // Gathers
            /// Load doublewords by doubleword indices where the mask is negative; zero the mask.
            Vgatherdd "vpgatherdd" VectorSlow: [
                VEX_Vpgatherdd_xmm_vm32x_xmm VEX_Vpgatherdd_ymm_vm32y_ymm VEX_Vgatherdps_xmm_vm32x_xmm
                VEX_Vgatherdps_ymm_vm32y_ymm
            ];
            /// Load quadwords by doubleword indices where the mask is negative; zero the mask.
            Vgatherdq "vpgatherdq" VectorSlow: [
                VEX_Vpgatherdq_xmm_vm32x_xmm VEX_Vpgatherdq_ymm_vm32x_ymm VEX_Vgatherdpd_xmm_vm32x_xmm
                VEX_Vgatherdpd_ymm_vm32x_ymm
            ];
            /// Load doublewords by quadword indices where the mask is negative; zero the mask.
            Vgatherqd "vpgatherqd" VectorSlow: [
                VEX_Vpgatherqd_xmm_vm64x_xmm VEX_Vpgatherqd_xmm_vm64y_xmm VEX_Vgatherqps_xmm_vm64x_xmm
                VEX_Vgatherqps_xmm_vm64y_xmm
            ];
            /// Load quadwords by quadword indices where the mask is negative; zero the mask.
            Vgatherqq "vpgatherqq" VectorSlow: [
                VEX_Vpgatherqq_xmm_vm64x_xmm VEX_Vpgatherqq_ymm_vm64y_ymm VEX_Vgatherqpd_xmm_vm64x_xmm
                VEX_Vgatherqpd_ymm_vm64y_ymm
            ];
        }
        /// Vector registers: a function of destination, source and immediate, 128 bits at a time.
        Lanes {
            // Vector moves
            /// Copy a float; from memory the rest is zeroed.
            Movss "movss" VectorMove: [
                Movss_xmm_xmmm32 Movss_xmmm32_xmm VEX_Vmovss_xmm_xmm_xmm VEX_Vmovss_xmm_m32
                VEX_Vmovss_xmm_xmm_xmm_0F11 VEX_Vmovss_m32_xmm
            ];
            /// Copy a double; from memory the rest is zeroed.
            MovsdVector "movsd" VectorMove: [
                Movsd_xmm_xmmm64 Movsd_xmmm64_xmm VEX_Vmovsd_xmm_xmm_xmm VEX_Vmovsd_xmm_m64
                VEX_Vmovsd_xmm_xmm_xmm_0F11 VEX_Vmovsd_m64_xmm
            ];
            /// The high half of the source to the low half.
            Movhlps "movhlps" VectorMove: [Movhlps_xmm_xmm VEX_Vmovhlps_xmm_xmm_xmm];
            /// The low half of the source to the high half.
            Movlhps "movlhps" VectorMove: [Movlhps_xmm_xmm VEX_Vmovlhps_xmm_xmm_xmm];

            // Vector floating point
            /// Add floats, the lowest alone.
            Addss "addss" VectorFloat: [Addss_xmm_xmmm32 VEX_Vaddss_xmm_xmm_xmmm32];
            /// Add doubles, the lowest alone.
            Addsd "addsd" VectorFloat: [Addsd_xmm_xmmm64 VEX_Vaddsd_xmm_xmm_xmmm64];
            /// Add floats.
            Addps "addps" VectorFloat: [
                Addps_xmm_xmmm128 VEX_Vaddps_xmm_xmm_xmmm128 VEX_Vaddps_ymm_ymm_ymmm256
            ];
            /// Add doubles.
            Addpd "addpd" VectorFloat: [
                Addpd_xmm_xmmm128 VEX_Vaddpd_xmm_xmm_xmmm128 VEX_Vaddpd_ymm_ymm_ymmm256
            ];
            /// Subtract floats, the lowest alone.
            Subss "subss" VectorFloat: [Subss_xmm_xmmm32 VEX_Vsubss_xmm_xmm_xmmm32];
            /// Subtract doubles, the lowest alone.
            Subsd "subsd" VectorFloat: [Subsd_xmm_xmmm64 VEX_Vsubsd_xmm_xmm_xmmm64];
            /// Subtract floats.
            Subps "subps" VectorFloat: [
                Subps_xmm_xmmm128 VEX_Vsubps_xmm_xmm_xmmm128 VEX_Vsubps_ymm_ymm_ymmm256
            ];
            /// Subtract doubles.
            Subpd "subpd" VectorFloat: [
                Subpd_xmm_xmmm128 VEX_Vsubpd_xmm_xmm_xmmm128 VEX_Vsubpd_ymm_ymm_ymmm256
            ];
            /// Multiply floats, the lowest alone.
            Mulss "mulss" VectorProduct: [Mulss_xmm_xmmm32 VEX_Vmulss_xmm_xmm_xmmm32];
            /// Multiply doubles, the lowest alone.
            Mulsd "mulsd" VectorProduct: [Mulsd_xmm_xmmm64 VEX_Vmulsd_xmm_xmm_xmmm64];
            /// Multiply floats.
            Mulps "mulps" VectorProduct: [
                Mulps_xmm_xmmm128 VEX_Vmulps_xmm_xmm_xmmm128 VEX_Vmulps_ymm_ymm_ymmm256
            ];
            /// Multiply doubles.
            Mulpd "mulpd" VectorProduct: [
                Mulpd_xmm_xmmm128 VEX_Vmulpd_xmm_xmm_xmmm128 VEX_Vmulpd_ymm_ymm_ymmm256
            ];
            /// Divide floats, the lowest alone.
            Divss "divss" VectorSlow: [Divss_xmm_xmmm32 VEX_Vdivss_xmm_xmm_xmmm32];
            /// Divide doubles, the lowest alone.
            Divsd "divsd" VectorSlow: [Divsd_xmm_xmmm64 VEX_Vdivsd_xmm_xmm_xmmm64];
            /// Divide floats.
            Divps "divps" VectorSlow: [
                Divps_xmm_xmmm128 VEX_Vdivps_xmm_xmm_xmmm128 VEX_Vdivps_ymm_ymm_ymmm256
            ];
            /// Divide doubles.
            Divpd "divpd" VectorSlow: [
                Divpd_xmm_xmmm128 VEX_Vdivpd_xmm_xmm_xmmm128 VEX_Vdivpd_ymm_ymm_ymmm256
            ];
            /// The lesser of the lowest floats; the second where unordered, and of two zeroes.
            Minss "minss" VectorFloat: [Minss_xmm_xmmm32 VEX_Vminss_xmm_xmm_xmmm32];
            /// The lesser of the lowest doubles; the second where unordered, and of two zeroes.
            Minsd "minsd" VectorFloat: [Minsd_xmm_xmmm64 VEX_Vminsd_xmm_xmm_xmmm64];
            /// The lesser of floats; the second where unordered, and of two zeroes.
            Minps "minps" VectorFloat: [
                Minps_xmm_xmmm128 VEX_Vminps_xmm_xmm_xmmm128 VEX_Vminps_ymm_ymm_ymmm256
            ];
            /// The lesser of doubles; the second where unordered, and of two zeroes.
            Minpd "minpd" VectorFloat: [
                Minpd_xmm_xmmm128 VEX_Vminpd_xmm_xmm_xmmm128 VEX_Vminpd_ymm_ymm_ymmm256
            ];
            /// The greater of the lowest floats; the second where unordered, and of two zeroes.
            Maxss "maxss" VectorFloat: [Maxss_xmm_xmmm32 VEX_Vmaxss_xmm_xmm_xmmm32];
            /// The greater of the lowest doubles; the second where unordered, and of two zeroes.
            Maxsd "maxsd" VectorFloat: [Maxsd_xmm_xmmm64 VEX_Vmaxsd_xmm_xmm_xmmm64];
            /// The greater of floats; the second where unordered, and of two zeroes.
            Maxps "maxps" VectorFloat: [
                Maxps_xmm_xmmm128 VEX_Vmaxps_xmm_xmm_xmmm128 VEX_Vmaxps_ymm_ymm_ymmm256
            ];
            /// The greater of doubles; the second where unordered, and of two zeroes.
            Maxpd "maxpd" VectorFloat: [
                Maxpd_xmm_xmmm128 VEX_Vmaxpd_xmm_xmm_xmmm128 VEX_Vmaxpd_ymm_ymm_ymmm256
            ];
            /// Square root of the lowest float.
            Sqrtss "sqrtss" VectorSlow: [Sqrtss_xmm_xmmm32 VEX_Vsqrtss_xmm_xmm_xmmm32];
            /// Square root of the lowest double.
            Sqrtsd "sqrtsd" VectorSlow: [Sqrtsd_xmm_xmmm64 VEX_Vsqrtsd_xmm_xmm_xmmm64];
            /// Square root of floats.
            Sqrtps "sqrtps" VectorSlow: [Sqrtps_xmm_xmmm128 VEX_Vsqrtps_xmm_xmmm128 VEX_Vsqrtps_ymm_ymmm256];
            /// Square root of doubles.
            Sqrtpd "sqrtpd" VectorSlow: [Sqrtpd_xmm_xmmm128 VEX_Vsqrtpd_xmm_xmmm128 VEX_Vsqrtpd_ymm_ymmm256];
            /// Bitwise and of whole registers.
            AndVector "andps" VectorInt: [
                Andps_xmm_xmmm128 Andpd_xmm_xmmm128 Pand_xmm_xmmm128 VEX_Vandps_xmm_xmm_xmmm128
                VEX_Vandps_ymm_ymm_ymmm256 VEX_Vandpd_xmm_xmm_xmmm128 VEX_Vandpd_ymm_ymm_ymmm256
                VEX_Vpand_xmm_xmm_xmmm128 VEX_Vpand_ymm_ymm_ymmm256
            ];
            /// Bitwise and of the second source with the complement of the first.
            AndnVector "andnps" VectorInt: [
                Andnps_xmm_xmmm128 Andnpd_xmm_xmmm128 Pandn_xmm_xmmm128 VEX_Vandnps_xmm_xmm_xmmm128
                VEX_Vandnps_ymm_ymm_ymmm256 VEX_Vandnpd_xmm_xmm_xmmm128 VEX_Vandnpd_ymm_ymm_ymmm256
                VEX_Vpandn_xmm_xmm_xmmm128 VEX_Vpandn_ymm_ymm_ymmm256
            ];
            /// Bitwise or of whole registers.
            OrVector "orps" VectorInt: [
                Orps_xmm_xmmm128 Orpd_xmm_xmmm128 Por_xmm_xmmm128 VEX_Vorps_xmm_xmm_xmmm128
                VEX_Vorps_ymm_ymm_ymmm256 VEX_Vorpd_xmm_xmm_xmmm128 VEX_Vorpd_ymm_ymm_ymmm256
                VEX_Vpor_xmm_xmm_xmmm128 VEX_Vpor_ymm_ymm_ymmm256
            ];
            /// Bitwise exclusive or of whole registers.
            XorVector "xorps" VectorInt: [
                Xorps_xmm_xmmm128 Xorpd_xmm_xmmm128 Pxor_xmm_xmmm128 VEX_Vxorps_xmm_xmm_xmmm128
                VEX_Vxorps_ymm_ymm_ymmm256 VEX_Vxorpd_xmm_xmm_xmmm128 VEX_Vxorpd_ymm_ymm_ymmm256
                VEX_Vpxor_xmm_xmm_xmmm128 VEX_Vpxor_ymm_ymm_ymmm256
            ];
            /// All ones where the lowest floats compare as one of 8 predicates says, else 0.
            Cmpss "cmpss" VectorFloat: [Cmpss_xmm_xmmm32_imm8];
            /// All ones where the lowest doubles compare as one of 8 predicates says, else 0.
            CmpsdVector "cmpsd" VectorFloat: [Cmpsd_xmm_xmmm64_imm8];
            /// All ones where floats compare as one of 8 predicates says, else 0.
            Cmpps "cmpps" VectorFloat: [Cmpps_xmm_xmmm128_imm8];
            /// All ones where doubles compare as one of 8 predicates says, else 0.
            Cmppd "cmppd" VectorFloat: [Cmppd_xmm_xmmm128_imm8];
            /// Interleave the floats of the low halves.
            Unpcklps "unpcklps" VectorInt: [
                Unpcklps_xmm_xmmm128 VEX_Vunpcklps_xmm_xmm_xmmm128 VEX_Vunpcklps_ymm_ymm_ymmm256
            ];
            /// Interleave the floats of the high halves.
            Unpckhps "unpckhps" VectorInt: [
                Unpckhps_xmm_xmmm128 VEX_Vunpckhps_xmm_xmm_xmmm128 VEX_Vunpckhps_ymm_ymm_ymmm256
            ];
            /// The low double of each.
            Unpcklpd "unpcklpd" VectorInt: [
                Unpcklpd_xmm_xmmm128 VEX_Vunpcklpd_xmm_xmm_xmmm128 VEX_Vunpcklpd_ymm_ymm_ymmm256
            ];
            /// The high double of each.
            Unpckhpd "unpckhpd" VectorInt: [
                Unpckhpd_xmm_xmmm128 VEX_Vunpckhpd_xmm_xmm_xmmm128 VEX_Vunpckhpd_ymm_ymm_ymmm256
            ];
            /// Two floats of the first and two of the second, by the immediate.
            Shufps "shufps" VectorInt: [
                Shufps_xmm_xmmm128_imm8 VEX_Vshufps_xmm_xmm_xmmm128_imm8 VEX_Vshufps_ymm_ymm_ymmm256_imm8
            ];
            /// A double of the first and one of the second, by the immediate.
            Shufpd "shufpd" VectorInt: [
                Shufpd_xmm_xmmm128_imm8 VEX_Vshufpd_xmm_xmm_xmmm128_imm8 VEX_Vshufpd_ymm_ymm_ymmm256_imm8
            ];

            // Conversions
            /// Float to double, exact.
            Cvtss2sd "cvtss2sd" VectorConvert: [Cvtss2sd_xmm_xmmm32 VEX_Vcvtss2sd_xmm_xmm_xmmm32];
            /// Double to float, to nearest.
            Cvtsd2ss "cvtsd2ss" VectorConvert: [Cvtsd2ss_xmm_xmmm64 VEX_Vcvtsd2ss_xmm_xmm_xmmm64];
            /// Signed doublewords to floats, to nearest.
            Cvtdq2ps "cvtdq2ps" VectorConvert: [
                Cvtdq2ps_xmm_xmmm128 VEX_Vcvtdq2ps_xmm_xmmm128 VEX_Vcvtdq2ps_ymm_ymmm256
            ];
            /// The low signed doublewords to doubles, exact.
            Cvtdq2pd "cvtdq2pd" VectorConvert: [
                Cvtdq2pd_xmm_xmmm64 VEX_Vcvtdq2pd_xmm_xmmm64 VEX_Vcvtdq2pd_ymm_xmmm128
            ];
            /// Floats to signed doublewords, to nearest; what does not fit: the least.
            Cvtps2dq "cvtps2dq" VectorConvert: [
                Cvtps2dq_xmm_xmmm128 VEX_Vcvtps2dq_xmm_xmmm128 VEX_Vcvtps2dq_ymm_ymmm256
            ];
            /// Doubles to signed doublewords, to nearest, in the low half; what does not fit: the least.
            Cvtpd2dq "cvtpd2dq" VectorConvert: [
                Cvtpd2dq_xmm_xmmm128 VEX_Vcvtpd2dq_xmm_xmmm128 VEX_Vcvtpd2dq_xmm_ymmm256
            ];
            /// Floats to signed doublewords, towards zero; what does not fit: the least.
            Cvttps2dq "cvttps2dq" VectorConvert: [
                Cvttps2dq_xmm_xmmm128 VEX_Vcvttps2dq_xmm_xmmm128 VEX_Vcvttps2dq_ymm_ymmm256
            ];
            /// Doubles to signed doublewords, towards zero, in the low half; what does not fit: the least.
            Cvttpd2dq "cvttpd2dq" VectorConvert: [
                Cvttpd2dq_xmm_xmmm128 VEX_Vcvttpd2dq_xmm_xmmm128 VEX_Vcvttpd2dq_xmm_ymmm256
            ];
            /// The low floats to doubles, exact.
            Cvtps2pd "cvtps2pd" VectorConvert: [
                Cvtps2pd_xmm_xmmm64 VEX_Vcvtps2pd_xmm_xmmm64 VEX_Vcvtps2pd_ymm_xmmm128
            ];
            /// Doubles to floats, to nearest, in the low half.
            Cvtpd2ps "cvtpd2ps" VectorConvert: [
                Cvtpd2ps_xmm_xmmm128 VEX_Vcvtpd2ps_xmm_xmmm128 VEX_Vcvtpd2ps_xmm_ymmm256
            ];

            // Vector integers
            /// Add bytes, modulo their width.
            Paddb "paddb" VectorInt: [Paddb_xmm_xmmm128 VEX_Vpaddb_xmm_xmm_xmmm128 VEX_Vpaddb_ymm_ymm_ymmm256];
            /// Add words, modulo their width.
            Paddw "paddw" VectorInt: [Paddw_xmm_xmmm128 VEX_Vpaddw_xmm_xmm_xmmm128 VEX_Vpaddw_ymm_ymm_ymmm256];
            /// Add doublewords, modulo their width.
            Paddd "paddd" VectorInt: [Paddd_xmm_xmmm128 VEX_Vpaddd_xmm_xmm_xmmm128 VEX_Vpaddd_ymm_ymm_ymmm256];
            /// Add quadwords, modulo their width.
            Paddq "paddq" VectorInt: [Paddq_xmm_xmmm128 VEX_Vpaddq_xmm_xmm_xmmm128 VEX_Vpaddq_ymm_ymm_ymmm256];
            /// Add signed bytes; what does not fit is the greatest or the least.
            Paddsb "paddsb" VectorInt: [
                Paddsb_xmm_xmmm128 VEX_Vpaddsb_xmm_xmm_xmmm128 VEX_Vpaddsb_ymm_ymm_ymmm256
            ];
            /// Add signed words; what does not fit is the greatest or the least.
            Paddsw "paddsw" VectorInt: [
                Paddsw_xmm_xmmm128 VEX_Vpaddsw_xmm_xmm_xmmm128 VEX_Vpaddsw_ymm_ymm_ymmm256
            ];
            /// Add unsigned bytes; what does not fit is the greatest.
            Paddusb "paddusb" VectorInt: [
                Paddusb_xmm_xmmm128 VEX_Vpaddusb_xmm_xmm_xmmm128 VEX_Vpaddusb_ymm_ymm_ymmm256
            ];
            /// Add unsigned words; what does not fit is the greatest.
            Paddusw "paddusw" VectorInt: [
                Paddusw_xmm_xmmm128 VEX_Vpaddusw_xmm_xmm_xmmm128 VEX_Vpaddusw_ymm_ymm_ymmm256
            ];
            /// Subtract bytes, modulo their width.
            Psubb "psubb" VectorInt: [Psubb_xmm_xmmm128 VEX_Vpsubb_xmm_xmm_xmmm128 VEX_Vpsubb_ymm_ymm_ymmm256];
            /// Subtract words, modulo their width.
            Psubw "psubw" VectorInt: [Psubw_xmm_xmmm128 VEX_Vpsubw_xmm_xmm_xmmm128 VEX_Vpsubw_ymm_ymm_ymmm256];
            /// Subtract doublewords, modulo their width.
            Psubd "psubd" VectorInt: [Psubd_xmm_xmmm128 VEX_Vpsubd_xmm_xmm_xmmm128 VEX_Vpsubd_ymm_ymm_ymmm256];
            /// Subtract quadwords, modulo their width.
            Psubq "psubq" VectorInt: [Psubq_xmm_xmmm128 VEX_Vpsubq_xmm_xmm_xmmm128 VEX_Vpsubq_ymm_ymm_ymmm256];
            /// Subtract signed bytes; what does not fit is the greatest or the least.
            Psubsb "psubsb" VectorInt: [
                Psubsb_xmm_xmmm128 VEX_Vpsubsb_xmm_xmm_xmmm128 VEX_Vpsubsb_ymm_ymm_ymmm256
            ];
            /// Subtract signed words; what does not fit is the greatest or the least.
            Psubsw "psubsw" VectorInt: [
                Psubsw_xmm_xmmm128 VEX_Vpsubsw_xmm_xmm_xmmm128 VEX_Vpsubsw_ymm_ymm_ymmm256
            ];
            /// Subtract unsigned bytes; what would be negative is 0.
            Psubusb "psubusb" VectorInt: [
                Psubusb_xmm_xmmm128 VEX_Vpsubusb_xmm_xmm_xmmm128 VEX_Vpsubusb_ymm_ymm_ymmm256
            ];
            /// Subtract unsigned words; what would be negative is 0.
            Psubusw "psubusw" VectorInt: [
                Psubusw_xmm_xmmm128 VEX_Vpsubusw_xmm_xmm_xmmm128 VEX_Vpsubusw_ymm_ymm_ymmm256
            ];
            /// Multiply words; the low halves of the products.
            Pmullw "pmullw" VectorMultiply: [
                Pmullw_xmm_xmmm128 VEX_Vpmullw_xmm_xmm_xmmm128 VEX_Vpmullw_ymm_ymm_ymmm256
            ];
            /// Multiply signed words; the high halves of the products.
            Pmulhw "pmulhw" VectorMultiply: [
                Pmulhw_xmm_xmmm128 VEX_Vpmulhw_xmm_xmm_xmmm128 VEX_Vpmulhw_ymm_ymm_ymmm256
            ];
            /// Multiply unsigned words; the high halves of the products.
            Pmulhuw "pmulhuw" VectorMultiply: [
                Pmulhuw_xmm_xmmm128 VEX_Vpmulhuw_xmm_xmm_xmmm128 VEX_Vpmulhuw_ymm_ymm_ymmm256
            ];
            /// Multiply the even doublewords, unsigned, to quadwords.
            Pmuludq "pmuludq" VectorMultiply: [
                Pmuludq_xmm_xmmm128 VEX_Vpmuludq_xmm_xmm_xmmm128 VEX_Vpmuludq_ymm_ymm_ymmm256
            ];
            /// Multiply signed words to doublewords, and add neighbours.
            Pmaddwd "pmaddwd" VectorMultiply: [
                Pmaddwd_xmm_xmmm128 VEX_Vpmaddwd_xmm_xmm_xmmm128 VEX_Vpmaddwd_ymm_ymm_ymmm256
            ];
            /// Average of unsigned bytes, rounded up.
            Pavgb "pavgb" VectorInt: [Pavgb_xmm_xmmm128 VEX_Vpavgb_xmm_xmm_xmmm128 VEX_Vpavgb_ymm_ymm_ymmm256];
            /// Average of unsigned words, rounded up.
            Pavgw "pavgw" VectorInt: [Pavgw_xmm_xmmm128 VEX_Vpavgw_xmm_xmm_xmmm128 VEX_Vpavgw_ymm_ymm_ymmm256];
            /// The lesser of unsigned bytes.
            Pminub "pminub" VectorInt: [
                Pminub_xmm_xmmm128 VEX_Vpminub_xmm_xmm_xmmm128 VEX_Vpminub_ymm_ymm_ymmm256
            ];
            /// The lesser of signed words.
            Pminsw "pminsw" VectorInt: [
                Pminsw_xmm_xmmm128 VEX_Vpminsw_xmm_xmm_xmmm128 VEX_Vpminsw_ymm_ymm_ymmm256
            ];
            /// The greater of unsigned bytes.
            Pmaxub "pmaxub" VectorInt: [
                Pmaxub_xmm_xmmm128 VEX_Vpmaxub_xmm_xmm_xmmm128 VEX_Vpmaxub_ymm_ymm_ymmm256
            ];
            /// The greater of signed words.
            Pmaxsw "pmaxsw" VectorInt: [
                Pmaxsw_xmm_xmmm128 VEX_Vpmaxsw_xmm_xmm_xmmm128 VEX_Vpmaxsw_ymm_ymm_ymmm256
            ];
            /// Absolute differences of unsigned bytes, summed over each eight.
            Psadbw "psadbw" VectorMultiply: [
                Psadbw_xmm_xmmm128 VEX_Vpsadbw_xmm_xmm_xmmm128 VEX_Vpsadbw_ymm_ymm_ymmm256
            ];
            /// All ones in each of the bytes where the two are equal, else 0.
            Pcmpeqb "pcmpeqb" VectorInt: [
                Pcmpeqb_xmm_xmmm128 VEX_Vpcmpeqb_xmm_xmm_xmmm128 VEX_Vpcmpeqb_ymm_ymm_ymmm256
            ];
            /// All ones in each of the words where the two are equal, else 0.
            Pcmpeqw "pcmpeqw" VectorInt: [
                Pcmpeqw_xmm_xmmm128 VEX_Vpcmpeqw_xmm_xmm_xmmm128 VEX_Vpcmpeqw_ymm_ymm_ymmm256
            ];
            /// All ones in each of the doublewords where the two are equal, else 0.
            Pcmpeqd "pcmpeqd" VectorInt: [
                Pcmpeqd_xmm_xmmm128 VEX_Vpcmpeqd_xmm_xmm_xmmm128 VEX_Vpcmpeqd_ymm_ymm_ymmm256
            ];
            /// All ones in each of the bytes where the first is greater, signed, else 0.
            Pcmpgtb "pcmpgtb" VectorInt: [
                Pcmpgtb_xmm_xmmm128 VEX_Vpcmpgtb_xmm_xmm_xmmm128 VEX_Vpcmpgtb_ymm_ymm_ymmm256
            ];
            /// All ones in each of the words where the first is greater, signed, else 0.
            Pcmpgtw "pcmpgtw" VectorInt: [
                Pcmpgtw_xmm_xmmm128 VEX_Vpcmpgtw_xmm_xmm_xmmm128 VEX_Vpcmpgtw_ymm_ymm_ymmm256
            ];
            /// All ones in each of the doublewords where the first is greater, signed, else 0.
            Pcmpgtd "pcmpgtd" VectorInt: [
                Pcmpgtd_xmm_xmmm128 VEX_Vpcmpgtd_xmm_xmm_xmmm128 VEX_Vpcmpgtd_ymm_ymm_ymmm256
            ];
            /// Shift words left by one count for all; from their width on, nothing is left.
            Psllw "psllw" VectorInt: [
                Psllw_xmm_imm8 Psllw_xmm_xmmm128 VEX_Vpsllw_xmm_xmm_imm8 VEX_Vpsllw_ymm_ymm_imm8
                VEX_Vpsllw_xmm_xmm_xmmm128 VEX_Vpsllw_ymm_ymm_xmmm128
            ];
            /// Shift doublewords left by one count for all; from their width on, nothing is left.
            Pslld "pslld" VectorInt: [
                Pslld_xmm_imm8 Pslld_xmm_xmmm128 VEX_Vpslld_xmm_xmm_imm8 VEX_Vpslld_ymm_ymm_imm8
                VEX_Vpslld_xmm_xmm_xmmm128 VEX_Vpslld_ymm_ymm_xmmm128
            ];
            /// Shift quadwords left by one count for all; from their width on, nothing is left.
            Psllq "psllq" VectorInt: [
                Psllq_xmm_imm8 Psllq_xmm_xmmm128 VEX_Vpsllq_xmm_xmm_imm8 VEX_Vpsllq_ymm_ymm_imm8
                VEX_Vpsllq_xmm_xmm_xmmm128 VEX_Vpsllq_ymm_ymm_xmmm128
            ];
            /// Shift words right, zeroes in, by one count for all; from their width on, nothing is left.
            Psrlw "psrlw" VectorInt: [
                Psrlw_xmm_imm8 Psrlw_xmm_xmmm128 VEX_Vpsrlw_xmm_xmm_imm8 VEX_Vpsrlw_ymm_ymm_imm8
                VEX_Vpsrlw_xmm_xmm_xmmm128 VEX_Vpsrlw_ymm_ymm_xmmm128
            ];
            /// Shift doublewords right, zeroes in, by one count for all; from their width on, nothing is left.
            Psrld "psrld" VectorInt: [
                Psrld_xmm_imm8 Psrld_xmm_xmmm128 VEX_Vpsrld_xmm_xmm_imm8 VEX_Vpsrld_ymm_ymm_imm8
                VEX_Vpsrld_xmm_xmm_xmmm128 VEX_Vpsrld_ymm_ymm_xmmm128
            ];
            /// Shift quadwords right, zeroes in, by one count for all; from their width on, nothing is left.
            Psrlq "psrlq" VectorInt: [
                Psrlq_xmm_imm8 Psrlq_xmm_xmmm128 VEX_Vpsrlq_xmm_xmm_imm8 VEX_Vpsrlq_ymm_ymm_imm8
                VEX_Vpsrlq_xmm_xmm_xmmm128 VEX_Vpsrlq_ymm_ymm_xmmm128
            ];
            /// Shift words right, signs in, by one count for all.
            Psraw "psraw" VectorInt: [
                Psraw_xmm_imm8 Psraw_xmm_xmmm128 VEX_Vpsraw_xmm_xmm_imm8 VEX_Vpsraw_ymm_ymm_imm8
                VEX_Vpsraw_xmm_xmm_xmmm128 VEX_Vpsraw_ymm_ymm_xmmm128
            ];
            /// Shift doublewords right, signs in, by one count for all.
            Psrad "psrad" VectorInt: [
                Psrad_xmm_imm8 Psrad_xmm_xmmm128 VEX_Vpsrad_xmm_xmm_imm8 VEX_Vpsrad_ymm_ymm_imm8
                VEX_Vpsrad_xmm_xmm_xmmm128 VEX_Vpsrad_ymm_ymm_xmmm128
            ];
            /// Shift 16 bytes left by bytes.
            Pslldq "pslldq" VectorInt: [Pslldq_xmm_imm8 VEX_Vpslldq_xmm_xmm_imm8 VEX_Vpslldq_ymm_ymm_imm8];
            /// Shift 16 bytes right by bytes.
            Psrldq "psrldq" VectorInt: [Psrldq_xmm_imm8 VEX_Vpsrldq_xmm_xmm_imm8 VEX_Vpsrldq_ymm_ymm_imm8];
            /// Narrow signed words of both to signed bytes, saturating.
            Packsswb "packsswb" VectorInt: [
                Packsswb_xmm_xmmm128 VEX_Vpacksswb_xmm_xmm_xmmm128 VEX_Vpacksswb_ymm_ymm_ymmm256
            ];
            /// Narrow signed doublewords of both to signed words, saturating.
            Packssdw "packssdw" VectorInt: [
                Packssdw_xmm_xmmm128 VEX_Vpackssdw_xmm_xmm_xmmm128 VEX_Vpackssdw_ymm_ymm_ymmm256
            ];
            /// Narrow signed words of both to unsigned bytes, saturating.
            Packuswb "packuswb" VectorInt: [
                Packuswb_xmm_xmmm128 VEX_Vpackuswb_xmm_xmm_xmmm128 VEX_Vpackuswb_ymm_ymm_ymmm256
            ];
            /// Interleave the bytes of the low halves.
            Punpcklbw "punpcklbw" VectorInt: [
                Punpcklbw_xmm_xmmm128 VEX_Vpunpcklbw_xmm_xmm_xmmm128 VEX_Vpunpcklbw_ymm_ymm_ymmm256
            ];
            /// Interleave the words of the low halves.
            Punpcklwd "punpcklwd" VectorInt: [
                Punpcklwd_xmm_xmmm128 VEX_Vpunpcklwd_xmm_xmm_xmmm128 VEX_Vpunpcklwd_ymm_ymm_ymmm256
            ];
            /// Interleave the doublewords of the low halves.
            Punpckldq "punpckldq" VectorInt: [
                Punpckldq_xmm_xmmm128 VEX_Vpunpckldq_xmm_xmm_xmmm128 VEX_Vpunpckldq_ymm_ymm_ymmm256
            ];
            /// Interleave the quadwords of the low halves.
            Punpcklqdq "punpcklqdq" VectorInt: [
                Punpcklqdq_xmm_xmmm128 VEX_Vpunpcklqdq_xmm_xmm_xmmm128 VEX_Vpunpcklqdq_ymm_ymm_ymmm256
            ];
            /// Interleave the bytes of the high halves.
            Punpckhbw "punpckhbw" VectorInt: [
                Punpckhbw_xmm_xmmm128 VEX_Vpunpckhbw_xmm_xmm_xmmm128 VEX_Vpunpckhbw_ymm_ymm_ymmm256
            ];
            /// Interleave the words of the high halves.
            Punpckhwd "punpckhwd" VectorInt: [
                Punpckhwd_xmm_xmmm128 VEX_Vpunpckhwd_xmm_xmm_xmmm128 VEX_Vpunpckhwd_ymm_ymm_ymmm256
            ];
            /// Interleave the doublewords of the high halves.
            Punpckhdq "punpckhdq" VectorInt: [
                Punpckhdq_xmm_xmmm128 VEX_Vpunpckhdq_xmm_xmm_xmmm128 VEX_Vpunpckhdq_ymm_ymm_ymmm256
            ];
            /// Interleave the quadwords of the high halves.
            Punpckhqdq "punpckhqdq" VectorInt: [
                Punpckhqdq_xmm_xmmm128 VEX_Vpunpckhqdq_xmm_xmm_xmmm128 VEX_Vpunpckhqdq_ymm_ymm_ymmm256
            ];
            /// Doublewords of the source, by the immediate.
            Pshufd "pshufd" VectorInt: [
                Pshufd_xmm_xmmm128_imm8 VEX_Vpshufd_xmm_xmmm128_imm8 VEX_Vpshufd_ymm_ymmm256_imm8
            ];
            /// Words of the low half, by the immediate; the high half is copied.
            Pshuflw "pshuflw" VectorInt: [
                Pshuflw_xmm_xmmm128_imm8 VEX_Vpshuflw_xmm_xmmm128_imm8 VEX_Vpshuflw_ymm_ymmm256_imm8
            ];
            /// Words of the high half, by the immediate; the low half is copied.
            Pshufhw "pshufhw" VectorInt: [
                Pshufhw_xmm_xmmm128_imm8 VEX_Vpshufhw_xmm_xmmm128_imm8 VEX_Vpshufhw_ymm_ymmm256_imm8
            ];
            /// Replace a word by the low one of a general register or one in memory.
            Pinsrw "pinsrw" VectorInt: [
                Pinsrw_xmm_r32m16_imm8 Pinsrw_xmm_r64m16_imm8 VEX_Vpinsrw_xmm_xmm_r32m16_imm8
                VEX_Vpinsrw_xmm_xmm_r64m16_imm8
            ];

            // SSE3
            /// Subtract the even floats, add the odd ones.
            Addsubps "addsubps" VectorFloat: [
                Addsubps_xmm_xmmm128 VEX_Vaddsubps_xmm_xmm_xmmm128 VEX_Vaddsubps_ymm_ymm_ymmm256
            ];
            /// Subtract the low doubles, add the high ones.
            Addsubpd "addsubpd" VectorFloat: [
                Addsubpd_xmm_xmmm128 VEX_Vaddsubpd_xmm_xmm_xmmm128 VEX_Vaddsubpd_ymm_ymm_ymmm256
            ];
            /// Add neighbouring floats.
            Haddps "haddps" VectorFloat: [
                Haddps_xmm_xmmm128 VEX_Vhaddps_xmm_xmm_xmmm128 VEX_Vhaddps_ymm_ymm_ymmm256
            ];
            /// Add neighbouring doubles.
            Haddpd "haddpd" VectorFloat: [
                Haddpd_xmm_xmmm128 VEX_Vhaddpd_xmm_xmm_xmmm128 VEX_Vhaddpd_ymm_ymm_ymmm256
            ];
            /// Subtract neighbouring floats, the odd one from the even one.
            Hsubps "hsubps" VectorFloat: [
                Hsubps_xmm_xmmm128 VEX_Vhsubps_xmm_xmm_xmmm128 VEX_Vhsubps_ymm_ymm_ymmm256
            ];
            /// Subtract neighbouring doubles, the high one from the low one.
            Hsubpd "hsubpd" VectorFloat: [
                Hsubpd_xmm_xmmm128 VEX_Vhsubpd_xmm_xmm_xmmm128 VEX_Vhsubpd_ymm_ymm_ymmm256
            ];
            /// The low double twice.
            Movddup "movddup" VectorMove: [
                Movddup_xmm_xmmm64 VEX_Vmovddup_xmm_xmmm64 VEX_Vmovddup_ymm_ymmm256
            ];
            /// Even floats twice.
            Movsldup "movsldup" VectorMove: [
                Movsldup_xmm_xmmm128 VEX_Vmovsldup_xmm_xmmm128 VEX_Vmovsldup_ymm_ymmm256
            ];
            /// Odd floats twice.
            Movshdup "movshdup" VectorMove: [
                Movshdup_xmm_xmmm128 VEX_Vmovshdup_xmm_xmmm128 VEX_Vmovshdup_ymm_ymmm256
            ];

            // SSSE3
            /// Select bytes by bytes; zero where the selector is negative.
            Pshufb "pshufb" VectorInt: [
                Pshufb_xmm_xmmm128 VEX_Vpshufb_xmm_xmm_xmmm128 VEX_Vpshufb_ymm_ymm_ymmm256
            ];
            /// Add neighbouring words, modulo their width.
            Phaddw "phaddw" VectorInt: [
                Phaddw_xmm_xmmm128 VEX_Vphaddw_xmm_xmm_xmmm128 VEX_Vphaddw_ymm_ymm_ymmm256
            ];
            /// Add neighbouring doublewords, modulo their width.
            Phaddd "phaddd" VectorInt: [
                Phaddd_xmm_xmmm128 VEX_Vphaddd_xmm_xmm_xmmm128 VEX_Vphaddd_ymm_ymm_ymmm256
            ];
            /// Add neighbouring signed words, saturating.
            Phaddsw "phaddsw" VectorInt: [
                Phaddsw_xmm_xmmm128 VEX_Vphaddsw_xmm_xmm_xmmm128 VEX_Vphaddsw_ymm_ymm_ymmm256
            ];
            /// Subtract neighbouring words, the odd one from the even one.
            Phsubw "phsubw" VectorInt: [
                Phsubw_xmm_xmmm128 VEX_Vphsubw_xmm_xmm_xmmm128 VEX_Vphsubw_ymm_ymm_ymmm256
            ];
            /// Subtract neighbouring doublewords, the odd one from the even one.
            Phsubd "phsubd" VectorInt: [
                Phsubd_xmm_xmmm128 VEX_Vphsubd_xmm_xmm_xmmm128 VEX_Vphsubd_ymm_ymm_ymmm256
            ];
            /// Subtract neighbouring signed words, saturating.
            Phsubsw "phsubsw" VectorInt: [
                Phsubsw_xmm_xmmm128 VEX_Vphsubsw_xmm_xmm_xmmm128 VEX_Vphsubsw_ymm_ymm_ymmm256
            ];
            /// Multiply unsigned bytes of the first by signed bytes of the second, and add neighbours, saturating.
            Pmaddubsw "pmaddubsw" VectorMultiply: [
                Pmaddubsw_xmm_xmmm128 VEX_Vpmaddubsw_xmm_xmm_xmmm128 VEX_Vpmaddubsw_ymm_ymm_ymmm256
            ];
            /// Multiply signed words; the high halves of the products, rounded.
            Pmulhrsw "pmulhrsw" VectorMultiply: [
                Pmulhrsw_xmm_xmmm128 VEX_Vpmulhrsw_xmm_xmm_xmmm128 VEX_Vpmulhrsw_ymm_ymm_ymmm256
            ];
            /// Negate, keep or zero bytes, as those of the source are negative, positive or 0.
            Psignb "psignb" VectorInt: [
                Psignb_xmm_xmmm128 VEX_Vpsignb_xmm_xmm_xmmm128 VEX_Vpsignb_ymm_ymm_ymmm256
            ];
            /// Negate, keep or zero words, as those of the source are negative, positive or 0.
            Psignw "psignw" VectorInt: [
                Psignw_xmm_xmmm128 VEX_Vpsignw_xmm_xmm_xmmm128 VEX_Vpsignw_ymm_ymm_ymmm256
            ];
            /// Negate, keep or zero doublewords, as those of the source are negative, positive or 0.
            Psignd "psignd" VectorInt: [
                Psignd_xmm_xmmm128 VEX_Vpsignd_xmm_xmm_xmmm128 VEX_Vpsignd_ymm_ymm_ymmm256
            ];
            /// Absolute values of bytes.
            Pabsb "pabsb" VectorInt: [Pabsb_xmm_xmmm128 VEX_Vpabsb_xmm_xmmm128 VEX_Vpabsb_ymm_ymmm256];
            /// Absolute values of words.
            Pabsw "pabsw" VectorInt: [Pabsw_xmm_xmmm128 VEX_Vpabsw_xmm_xmmm128 VEX_Vpabsw_ymm_ymmm256];
            /// Absolute values of doublewords.
            Pabsd "pabsd" VectorInt: [Pabsd_xmm_xmmm128 VEX_Vpabsd_xmm_xmmm128 VEX_Vpabsd_ymm_ymmm256];
            /// 16 bytes of the two operands, one behind the other, from a byte on.
            Palignr "palignr" VectorInt: [
                Palignr_xmm_xmmm128_imm8 VEX_Vpalignr_xmm_xmm_xmmm128_imm8 VEX_Vpalignr_ymm_ymm_ymmm256_imm8
            ];

            // SSE4.1
            /// Floats of the first or the second, as the bits of the immediate say.
            Blendps "blendps" VectorInt: [
                Blendps_xmm_xmmm128_imm8 VEX_Vblendps_xmm_xmm_xmmm128_imm8 VEX_Vblendps_ymm_ymm_ymmm256_imm8
            ];
            /// Doubles of the first or the second, as the bits of the immediate say.
            Blendpd "blendpd" VectorInt: [
                Blendpd_xmm_xmmm128_imm8 VEX_Vblendpd_xmm_xmm_xmmm128_imm8 VEX_Vblendpd_ymm_ymm_ymmm256_imm8
            ];
            /// Words of the first or the second, as the bits of the immediate say.
            Pblendw "pblendw" VectorInt: [
                Pblendw_xmm_xmmm128_imm8 VEX_Vpblendw_xmm_xmm_xmmm128_imm8 VEX_Vpblendw_ymm_ymm_ymmm256_imm8
            ];
            /// Replace a float by one of the source, and zero those that the immediate chooses.
            Insertps "insertps" VectorInt: [Insertps_xmm_xmmm32_imm8 VEX_Vinsertps_xmm_xmm_xmmm32_imm8];
            /// Replace a byte by the low one of a general register or one in memory.
            Pinsrb "pinsrb" VectorInt: [
                Pinsrb_xmm_r32m8_imm8 Pinsrb_xmm_r64m8_imm8 VEX_Vpinsrb_xmm_xmm_r32m8_imm8
                VEX_Vpinsrb_xmm_xmm_r64m8_imm8
            ];
            /// Replace a doubleword by one of a general register or in memory.
            Pinsrd "pinsrd" VectorInt: [Pinsrd_xmm_rm32_imm8 VEX_Vpinsrd_xmm_xmm_rm32_imm8];
            /// Replace a quadword by a general register or one in memory.
            Pinsrq "pinsrq" VectorInt: [Pinsrq_xmm_rm64_imm8 VEX_Vpinsrq_xmm_xmm_rm64_imm8];
            /// Absolute differences of four bytes, summed, at eight offsets.
            Mpsadbw "mpsadbw" VectorMultiply: [
                Mpsadbw_xmm_xmmm128_imm8 VEX_Vmpsadbw_xmm_xmm_xmmm128_imm8 VEX_Vmpsadbw_ymm_ymm_ymmm256_imm8
            ];
            /// Narrow signed doublewords of both to unsigned words, saturating.
            Packusdw "packusdw" VectorInt: [
                Packusdw_xmm_xmmm128 VEX_Vpackusdw_xmm_xmm_xmmm128 VEX_Vpackusdw_ymm_ymm_ymmm256
            ];
            /// All ones in each of the quadwords where the two are equal, else 0.
            Pcmpeqq "pcmpeqq" VectorInt: [
                Pcmpeqq_xmm_xmmm128 VEX_Vpcmpeqq_xmm_xmm_xmmm128 VEX_Vpcmpeqq_ymm_ymm_ymmm256
            ];
            /// The least unsigned word and its index; the rest is 0.
            Phminposuw "phminposuw" VectorMultiply: [Phminposuw_xmm_xmmm128 VEX_Vphminposuw_xmm_xmmm128];
            /// The greater of signed bytes.
            Pmaxsb "pmaxsb" VectorInt: [
                Pmaxsb_xmm_xmmm128 VEX_Vpmaxsb_xmm_xmm_xmmm128 VEX_Vpmaxsb_ymm_ymm_ymmm256
            ];
            /// The greater of signed doublewords.
            Pmaxsd "pmaxsd" VectorInt: [
                Pmaxsd_xmm_xmmm128 VEX_Vpmaxsd_xmm_xmm_xmmm128 VEX_Vpmaxsd_ymm_ymm_ymmm256
            ];
            /// The greater of unsigned words.
            Pmaxuw "pmaxuw" VectorInt: [
                Pmaxuw_xmm_xmmm128 VEX_Vpmaxuw_xmm_xmm_xmmm128 VEX_Vpmaxuw_ymm_ymm_ymmm256
            ];
            /// The greater of unsigned doublewords.
            Pmaxud "pmaxud" VectorInt: [
                Pmaxud_xmm_xmmm128 VEX_Vpmaxud_xmm_xmm_xmmm128 VEX_Vpmaxud_ymm_ymm_ymmm256
            ];
            /// The lesser of signed bytes.
            Pminsb "pminsb" VectorInt: [
                Pminsb_xmm_xmmm128 VEX_Vpminsb_xmm_xmm_xmmm128 VEX_Vpminsb_ymm_ymm_ymmm256
            ];
            /// The lesser of signed doublewords.
            Pminsd "pminsd" VectorInt: [
                Pminsd_xmm_xmmm128 VEX_Vpminsd_xmm_xmm_xmmm128 VEX_Vpminsd_ymm_ymm_ymmm256
            ];
            /// The lesser of unsigned words.
            Pminuw "pminuw" VectorInt: [
                Pminuw_xmm_xmmm128 VEX_Vpminuw_xmm_xmm_xmmm128 VEX_Vpminuw_ymm_ymm_ymmm256
            ];
            /// The lesser of unsigned doublewords.
            Pminud "pminud" VectorInt: [
                Pminud_xmm_xmmm128 VEX_Vpminud_xmm_xmm_xmmm128 VEX_Vpminud_ymm_ymm_ymmm256
            ];
            /// Low bytes to words, sign-extended.
            Pmovsxbw "pmovsxbw" VectorInt: [
                Pmovsxbw_xmm_xmmm64 VEX_Vpmovsxbw_xmm_xmmm64 VEX_Vpmovsxbw_ymm_xmmm128
            ];
            /// Low bytes to doublewords, sign-extended.
            Pmovsxbd "pmovsxbd" VectorInt: [
                Pmovsxbd_xmm_xmmm32 VEX_Vpmovsxbd_xmm_xmmm32 VEX_Vpmovsxbd_ymm_xmmm64
            ];
            /// Low bytes to quadwords, sign-extended.
            Pmovsxbq "pmovsxbq" VectorInt: [
                Pmovsxbq_xmm_xmmm16 VEX_Vpmovsxbq_xmm_xmmm16 VEX_Vpmovsxbq_ymm_xmmm32
            ];
            /// Low words to doublewords, sign-extended.
            Pmovsxwd "pmovsxwd" VectorInt: [
                Pmovsxwd_xmm_xmmm64 VEX_Vpmovsxwd_xmm_xmmm64 VEX_Vpmovsxwd_ymm_xmmm128
            ];
            /// Low words to quadwords, sign-extended.
            Pmovsxwq "pmovsxwq" VectorInt: [
                Pmovsxwq_xmm_xmmm32 VEX_Vpmovsxwq_xmm_xmmm32 VEX_Vpmovsxwq_ymm_xmmm64
            ];
            /// Low doublewords to quadwords, sign-extended.
            Pmovsxdq "pmovsxdq" VectorInt: [
                Pmovsxdq_xmm_xmmm64 VEX_Vpmovsxdq_xmm_xmmm64 VEX_Vpmovsxdq_ymm_xmmm128
            ];
            /// Low bytes to words, zero-extended.
            Pmovzxbw "pmovzxbw" VectorInt: [
                Pmovzxbw_xmm_xmmm64 VEX_Vpmovzxbw_xmm_xmmm64 VEX_Vpmovzxbw_ymm_xmmm128
            ];
            /// Low bytes to doublewords, zero-extended.
            Pmovzxbd "pmovzxbd" VectorInt: [
                Pmovzxbd_xmm_xmmm32 VEX_Vpmovzxbd_xmm_xmmm32 VEX_Vpmovzxbd_ymm_xmmm64
            ];
            /// Low bytes to quadwords, zero-extended.
            Pmovzxbq "pmovzxbq" VectorInt: [
                Pmovzxbq_xmm_xmmm16 VEX_Vpmovzxbq_xmm_xmmm16 VEX_Vpmovzxbq_ymm_xmmm32
            ];
            /// Low words to doublewords, zero-extended.
            Pmovzxwd "pmovzxwd" VectorInt: [
                Pmovzxwd_xmm_xmmm64 VEX_Vpmovzxwd_xmm_xmmm64 VEX_Vpmovzxwd_ymm_xmmm128
            ];
            /// Low words to quadwords, zero-extended.
            Pmovzxwq "pmovzxwq" VectorInt: [
                Pmovzxwq_xmm_xmmm32 VEX_Vpmovzxwq_xmm_xmmm32 VEX_Vpmovzxwq_ymm_xmmm64
            ];
            /// Low doublewords to quadwords, zero-extended.
            Pmovzxdq "pmovzxdq" VectorInt: [
                Pmovzxdq_xmm_xmmm64 VEX_Vpmovzxdq_xmm_xmmm64 VEX_Vpmovzxdq_ymm_xmmm128
            ];
            /// Multiply the even doublewords, signed, to quadwords.
            Pmuldq "pmuldq" VectorMultiply: [
                Pmuldq_xmm_xmmm128 VEX_Vpmuldq_xmm_xmm_xmmm128 VEX_Vpmuldq_ymm_ymm_ymmm256
            ];
            /// Multiply doublewords; the low halves of the products.
            Pmulld "pmulld" VectorMultiply: [
                Pmulld_xmm_xmmm128 VEX_Vpmulld_xmm_xmm_xmmm128 VEX_Vpmulld_ymm_ymm_ymmm256
            ];
            /// Round a float to a whole number, as the immediate says.
            Roundss "roundss" VectorFloat: [Roundss_xmm_xmmm32_imm8 VEX_Vroundss_xmm_xmm_xmmm32_imm8];
            /// Round a double to a whole number, as the immediate says.
            Roundsd "roundsd" VectorFloat: [Roundsd_xmm_xmmm64_imm8 VEX_Vroundsd_xmm_xmm_xmmm64_imm8];
            /// Round floats to whole numbers, as the immediate says.
            Roundps "roundps" VectorFloat: [
                Roundps_xmm_xmmm128_imm8 VEX_Vroundps_xmm_xmmm128_imm8 VEX_Vroundps_ymm_ymmm256_imm8
            ];
            /// Round doubles to whole numbers, as the immediate says.
            Roundpd "roundpd" VectorFloat: [
                Roundpd_xmm_xmmm128_imm8 VEX_Vroundpd_xmm_xmmm128_imm8 VEX_Vroundpd_ymm_ymmm256_imm8
            ];

            // SSE4.2
            /// All ones in each of the quadwords where the first is greater, signed, else 0.
            Pcmpgtq "pcmpgtq" VectorInt: [
                Pcmpgtq_xmm_xmmm128 VEX_Vpcmpgtq_xmm_xmm_xmmm128 VEX_Vpcmpgtq_ymm_ymm_ymmm256
            ];

            // AVX and AVX2
            /// All ones where the lowest floats compare as one of 32 predicates says, else 0.
            Vcmpss "vcmpss" VectorFloat: [VEX_Vcmpss_xmm_xmm_xmmm32_imm8];
            /// All ones where the lowest doubles compare as one of 32 predicates says, else 0.
            Vcmpsd "vcmpsd" VectorFloat: [VEX_Vcmpsd_xmm_xmm_xmmm64_imm8];
            /// All ones where floats compare as one of 32 predicates says, else 0.
            Vcmpps "vcmpps" VectorFloat: [VEX_Vcmpps_xmm_xmm_xmmm128_imm8 VEX_Vcmpps_ymm_ymm_ymmm256_imm8];
            /// All ones where doubles compare as one of 32 predicates says, else 0.
            Vcmppd "vcmppd" VectorFloat: [VEX_Vcmppd_xmm_xmm_xmmm128_imm8 VEX_Vcmppd_ymm_ymm_ymmm256_imm8];
            /// Floats within each half, by the second source or the immediate.
            Vpermilps "vpermilps" VectorInt: [
                VEX_Vpermilps_xmm_xmm_xmmm128 VEX_Vpermilps_ymm_ymm_ymmm256 VEX_Vpermilps_xmm_xmmm128_imm8
                VEX_Vpermilps_ymm_ymmm256_imm8
            ];
            /// Doubles within each half, by the second source or the immediate.
            Vpermilpd "vpermilpd" VectorInt: [
                VEX_Vpermilpd_xmm_xmm_xmmm128 VEX_Vpermilpd_ymm_ymm_ymmm256 VEX_Vpermilpd_xmm_xmmm128_imm8
                VEX_Vpermilpd_ymm_ymmm256_imm8
            ];
            /// Doublewords of the first or the second, as the bits of the immediate say.
            Vpblendd "vpblendd" VectorInt: [
                VEX_Vpblendd_xmm_xmm_xmmm128_imm8 VEX_Vpblendd_ymm_ymm_ymmm256_imm8
            ];
            /// Shift doublewords left, each by its own count.
            Vpsllvd "vpsllvd" VectorInt: [VEX_Vpsllvd_xmm_xmm_xmmm128 VEX_Vpsllvd_ymm_ymm_ymmm256];
            /// Shift quadwords left, each by its own count.
            Vpsllvq "vpsllvq" VectorInt: [VEX_Vpsllvq_xmm_xmm_xmmm128 VEX_Vpsllvq_ymm_ymm_ymmm256];
            /// Shift doublewords right, zeroes in, each by its own count.
            Vpsrlvd "vpsrlvd" VectorInt: [VEX_Vpsrlvd_xmm_xmm_xmmm128 VEX_Vpsrlvd_ymm_ymm_ymmm256];
            /// Shift quadwords right, zeroes in, each by its own count.
            Vpsrlvq "vpsrlvq" VectorInt: [VEX_Vpsrlvq_xmm_xmm_xmmm128 VEX_Vpsrlvq_ymm_ymm_ymmm256];
            /// Shift doublewords right, signs in, each by its own count.
            Vpsravd "vpsravd" VectorInt: [VEX_Vpsravd_xmm_xmm_xmmm128 VEX_Vpsravd_ymm_ymm_ymmm256];

            // F16C
            /// Convert half precision to single.
            Vcvtph2ps "vcvtph2ps" VectorConvert: [VEX_Vcvtph2ps_xmm_xmmm64 VEX_Vcvtph2ps_ymm_xmmm128];

            // AES, PCLMULQDQ, SHA
            /// One round of AES encryption.
            Aesenc "aesenc" VectorMultiply: [Aesenc_xmm_xmmm128 VEX_Vaesenc_xmm_xmm_xmmm128];
            /// The last round of AES encryption.
            Aesenclast "aesenclast" VectorMultiply: [Aesenclast_xmm_xmmm128 VEX_Vaesenclast_xmm_xmm_xmmm128];
            /// One round of AES decryption.
            Aesdec "aesdec" VectorMultiply: [Aesdec_xmm_xmmm128 VEX_Vaesdec_xmm_xmm_xmmm128];
            /// The last round of AES decryption.
            Aesdeclast "aesdeclast" VectorMultiply: [Aesdeclast_xmm_xmmm128 VEX_Vaesdeclast_xmm_xmm_xmmm128];
            /// InvMixColumns of a round key.
            Aesimc "aesimc" VectorMultiply: [Aesimc_xmm_xmmm128 VEX_Vaesimc_xmm_xmmm128];
            /// AES key expansion: SubWord and RotWord of a key, and the round constant of the immediate.
            Aeskeygenassist "aeskeygenassist" VectorMultiply: [
                Aeskeygenassist_xmm_xmmm128_imm8 VEX_Vaeskeygenassist_xmm_xmmm128_imm8
            ];
            /// Multiply quadwords without carries.
            Pclmulqdq "pclmulqdq" VectorMultiply: [
                Pclmulqdq_xmm_xmmm128_imm8 VEX_Vpclmulqdq_xmm_xmm_xmmm128_imm8
            ];
            /// Four rounds of SHA-1.
            Sha1rnds4 "sha1rnds4" VectorMultiply: [Sha1rnds4_xmm_xmmm128_imm8];
            /// SHA-1: the state `e` of four rounds on, added to the schedule.
            Sha1nexte "sha1nexte" VectorInt: [Sha1nexte_xmm_xmmm128];
            /// SHA-1 message schedule, first step.
            Sha1msg1 "sha1msg1" VectorInt: [Sha1msg1_xmm_xmmm128];
            /// SHA-1 message schedule, second step.
            Sha1msg2 "sha1msg2" VectorInt: [Sha1msg2_xmm_xmmm128];
            /// SHA-256 message schedule, first step.
            Sha256msg1 "sha256msg1" VectorInt: [Sha256msg1_xmm_xmmm128];
            /// SHA-256 message schedule, second step.
            Sha256msg2 "sha256msg2" VectorInt: [Sha256msg2_xmm_xmmm128];
        }
        /// Multiplication and addition, rounded once, of three vector registers.
        Fused {
            /// `first * third + second` of the operands, rounded once: a float.
            Vfmadd132ss "vfmadd132ss" VectorProduct: [VEX_Vfmadd132ss_xmm_xmm_xmmm32];
            /// `first * third + second` of the operands, rounded once: a double.
            Vfmadd132sd "vfmadd132sd" VectorProduct: [VEX_Vfmadd132sd_xmm_xmm_xmmm64];
            /// `first * third + second` of the operands, rounded once: floats.
            Vfmadd132ps "vfmadd132ps" VectorProduct: [
                VEX_Vfmadd132ps_xmm_xmm_xmmm128 VEX_Vfmadd132ps_ymm_ymm_ymmm256
            ];
            /// `first * third + second` of the operands, rounded once: doubles.
            Vfmadd132pd "vfmadd132pd" VectorProduct: [
                VEX_Vfmadd132pd_xmm_xmm_xmmm128 VEX_Vfmadd132pd_ymm_ymm_ymmm256
            ];
            /// `second * first + third` of the operands, rounded once: a float.
            Vfmadd213ss "vfmadd213ss" VectorProduct: [VEX_Vfmadd213ss_xmm_xmm_xmmm32];
            /// `second * first + third` of the operands, rounded once: a double.
            Vfmadd213sd "vfmadd213sd" VectorProduct: [VEX_Vfmadd213sd_xmm_xmm_xmmm64];
            /// `second * first + third` of the operands, rounded once: floats.
            Vfmadd213ps "vfmadd213ps" VectorProduct: [
                VEX_Vfmadd213ps_xmm_xmm_xmmm128 VEX_Vfmadd213ps_ymm_ymm_ymmm256
            ];
            /// `second * first + third` of the operands, rounded once: doubles.
            Vfmadd213pd "vfmadd213pd" VectorProduct: [
                VEX_Vfmadd213pd_xmm_xmm_xmmm128 VEX_Vfmadd213pd_ymm_ymm_ymmm256
            ];
            /// `second * third + first` of the operands, rounded once: a float.
            Vfmadd231ss "vfmadd231ss" VectorProduct: [VEX_Vfmadd231ss_xmm_xmm_xmmm32];
            /// `second * third + first` of the operands, rounded once: a double.
            Vfmadd231sd "vfmadd231sd" VectorProduct: [VEX_Vfmadd231sd_xmm_xmm_xmmm64];
            /// `second * third + first` of the operands, rounded once: floats.
            Vfmadd231ps "vfmadd231ps" VectorProduct: [
                VEX_Vfmadd231ps_xmm_xmm_xmmm128 VEX_Vfmadd231ps_ymm_ymm_ymmm256
            ];
            /// `second * third + first` of the operands, rounded once: doubles.
            Vfmadd231pd "vfmadd231pd" VectorProduct: [
                VEX_Vfmadd231pd_xmm_xmm_xmmm128 VEX_Vfmadd231pd_ymm_ymm_ymmm256
            ];
            /// `first * third - second` of the operands, rounded once: a float.
            Vfmsub132ss "vfmsub132ss" VectorProduct: [VEX_Vfmsub132ss_xmm_xmm_xmmm32];
            /// `first * third - second` of the operands, rounded once: a double.
            Vfmsub132sd "vfmsub132sd" VectorProduct: [VEX_Vfmsub132sd_xmm_xmm_xmmm64];
            /// `first * third - second` of the operands, rounded once: floats.
            Vfmsub132ps "vfmsub132ps" VectorProduct: [
                VEX_Vfmsub132ps_xmm_xmm_xmmm128 VEX_Vfmsub132ps_ymm_ymm_ymmm256
            ];
            /// `first * third - second` of the operands, rounded once: doubles.
            Vfmsub132pd "vfmsub132pd" VectorProduct: [
                VEX_Vfmsub132pd_xmm_xmm_xmmm128 VEX_Vfmsub132pd_ymm_ymm_ymmm256
            ];
            /// `second * first - third` of the operands, rounded once: a float.
            Vfmsub213ss "vfmsub213ss" VectorProduct: [VEX_Vfmsub213ss_xmm_xmm_xmmm32];
            /// `second * first - third` of the operands, rounded once: a double.
            Vfmsub213sd "vfmsub213sd" VectorProduct: [VEX_Vfmsub213sd_xmm_xmm_xmmm64];
            /// `second * first - third` of the operands, rounded once: floats.
            Vfmsub213ps "vfmsub213ps" VectorProduct: [
                VEX_Vfmsub213ps_xmm_xmm_xmmm128 VEX_Vfmsub213ps_ymm_ymm_ymmm256
            ];
            /// `second * first - third` of the operands, rounded once: doubles.
            Vfmsub213pd "vfmsub213pd" VectorProduct: [
                VEX_Vfmsub213pd_xmm_xmm_xmmm128 VEX_Vfmsub213pd_ymm_ymm_ymmm256
            ];
            /// `second * third - first` of the operands, rounded once: a float.
            Vfmsub231ss "vfmsub231ss" VectorProduct: [VEX_Vfmsub231ss_xmm_xmm_xmmm32];
            /// `second * third - first` of the operands, rounded once: a double.
            Vfmsub231sd "vfmsub231sd" VectorProduct: [VEX_Vfmsub231sd_xmm_xmm_xmmm64];
            /// `second * third - first` of the operands, rounded once: floats.
            Vfmsub231ps "vfmsub231ps" VectorProduct: [
                VEX_Vfmsub231ps_xmm_xmm_xmmm128 VEX_Vfmsub231ps_ymm_ymm_ymmm256
            ];
            /// `second * third - first` of the operands, rounded once: doubles.
            Vfmsub231pd "vfmsub231pd" VectorProduct: [
                VEX_Vfmsub231pd_xmm_xmm_xmmm128 VEX_Vfmsub231pd_ymm_ymm_ymmm256
            ];
            /// `-(first * third) + second` of the operands, rounded once: a float.
            Vfnmadd132ss "vfnmadd132ss" VectorProduct: [VEX_Vfnmadd132ss_xmm_xmm_xmmm32];
            /// `-(first * third) + second` of the operands, rounded once: a double.
            Vfnmadd132sd "vfnmadd132sd" VectorProduct: [VEX_Vfnmadd132sd_xmm_xmm_xmmm64];
            /// `-(first * third) + second` of the operands, rounded once: floats.
            Vfnmadd132ps "vfnmadd132ps" VectorProduct: [
                VEX_Vfnmadd132ps_xmm_xmm_xmmm128 VEX_Vfnmadd132ps_ymm_ymm_ymmm256
            ];
            /// `-(first * third) + second` of the operands, rounded once: doubles.
            Vfnmadd132pd "vfnmadd132pd" VectorProduct: [
                VEX_Vfnmadd132pd_xmm_xmm_xmmm128 VEX_Vfnmadd132pd_ymm_ymm_ymmm256
            ];
            /// `-(second * first) + third` of the operands, rounded once: a float.
            Vfnmadd213ss "vfnmadd213ss" VectorProduct: [VEX_Vfnmadd213ss_xmm_xmm_xmmm32];
            /// `-(second * first) + third` of the operands, rounded once: a double.
            Vfnmadd213sd "vfnmadd213sd" VectorProduct: [VEX_Vfnmadd213sd_xmm_xmm_xmmm64];
            /// `-(second * first) + third` of the operands, rounded once: floats.
            Vfnmadd213ps "vfnmadd213ps" VectorProduct: [
                VEX_Vfnmadd213ps_xmm_xmm_xmmm128 VEX_Vfnmadd213ps_ymm_ymm_ymmm256
            ];
            /// `-(second * first) + third` of the operands, rounded once: doubles.
            Vfnmadd213pd "vfnmadd213pd" VectorProduct: [
                VEX_Vfnmadd213pd_xmm_xmm_xmmm128 VEX_Vfnmadd213pd_ymm_ymm_ymmm256
            ];
            /// `-(second * third) + first` of the operands, rounded once: a float.
            Vfnmadd231ss "vfnmadd231ss" VectorProduct: [VEX_Vfnmadd231ss_xmm_xmm_xmmm32];
            /// `-(second * third) + first` of the operands, rounded once: a double.
            Vfnmadd231sd "vfnmadd231sd" VectorProduct: [VEX_Vfnmadd231sd_xmm_xmm_xmmm64];
            /// `-(second * third) + first` of the operands, rounded once: floats.
            Vfnmadd231ps "vfnmadd231ps" VectorProduct: [
                VEX_Vfnmadd231ps_xmm_xmm_xmmm128 VEX_Vfnmadd231ps_ymm_ymm_ymmm256
            ];
            /// `-(second * third) + first` of the operands, rounded once: doubles.
            Vfnmadd231pd "vfnmadd231pd" VectorProduct: [
                VEX_Vfnmadd231pd_xmm_xmm_xmmm128 VEX_Vfnmadd231pd_ymm_ymm_ymmm256
            ];
            /// `-(first * third) - second` of the operands, rounded once: a float.
            Vfnmsub132ss "vfnmsub132ss" VectorProduct: [VEX_Vfnmsub132ss_xmm_xmm_xmmm32];
            /// `-(first * third) - second` of the operands, rounded once: a double.
            Vfnmsub132sd "vfnmsub132sd" VectorProduct: [VEX_Vfnmsub132sd_xmm_xmm_xmmm64];
            /// `-(first * third) - second` of the operands, rounded once: floats.
            Vfnmsub132ps "vfnmsub132ps" VectorProduct: [
                VEX_Vfnmsub132ps_xmm_xmm_xmmm128 VEX_Vfnmsub132ps_ymm_ymm_ymmm256
            ];
            /// `-(first * third) - second` of the operands, rounded once: doubles.
            Vfnmsub132pd "vfnmsub132pd" VectorProduct: [
                VEX_Vfnmsub132pd_xmm_xmm_xmmm128 VEX_Vfnmsub132pd_ymm_ymm_ymmm256
            ];
            /// `-(second * first) - third` of the operands, rounded once: a float.
            Vfnmsub213ss "vfnmsub213ss" VectorProduct: [VEX_Vfnmsub213ss_xmm_xmm_xmmm32];
            /// `-(second * first) - third` of the operands, rounded once: a double.
            Vfnmsub213sd "vfnmsub213sd" VectorProduct: [VEX_Vfnmsub213sd_xmm_xmm_xmmm64];
            /// `-(second * first) - third` of the operands, rounded once: floats.
            Vfnmsub213ps "vfnmsub213ps" VectorProduct: [
                VEX_Vfnmsub213ps_xmm_xmm_xmmm128 VEX_Vfnmsub213ps_ymm_ymm_ymmm256
            ];
            /// `-(second * first) - third` of the operands, rounded once: doubles.
            Vfnmsub213pd "vfnmsub213pd" VectorProduct: [
                VEX_Vfnmsub213pd_xmm_xmm_xmmm128 VEX_Vfnmsub213pd_ymm_ymm_ymmm256
            ];
            /// `-(second * third) - first` of the operands, rounded once: a float.
            Vfnmsub231ss "vfnmsub231ss" VectorProduct: [VEX_Vfnmsub231ss_xmm_xmm_xmmm32];
            /// `-(second * third) - first` of the operands, rounded once: a double.
            Vfnmsub231sd "vfnmsub231sd" VectorProduct: [VEX_Vfnmsub231sd_xmm_xmm_xmmm64];
            /// `-(second * third) - first` of the operands, rounded once: floats.
            Vfnmsub231ps "vfnmsub231ps" VectorProduct: [
                VEX_Vfnmsub231ps_xmm_xmm_xmmm128 VEX_Vfnmsub231ps_ymm_ymm_ymmm256
            ];
            /// `-(second * third) - first` of the operands, rounded once: doubles.
            Vfnmsub231pd "vfnmsub231pd" VectorProduct: [
                VEX_Vfnmsub231pd_xmm_xmm_xmmm128 VEX_Vfnmsub231pd_ymm_ymm_ymmm256
            ];
            /// `first * third`, the second operand subtracted in even lanes and added in odd ones, rounded once: floats.
            Vfmaddsub132ps "vfmaddsub132ps" VectorProduct: [
                VEX_Vfmaddsub132ps_xmm_xmm_xmmm128 VEX_Vfmaddsub132ps_ymm_ymm_ymmm256
            ];
            /// `first * third`, the second operand subtracted in even lanes and added in odd ones, rounded once: doubles.
            Vfmaddsub132pd "vfmaddsub132pd" VectorProduct: [
                VEX_Vfmaddsub132pd_xmm_xmm_xmmm128 VEX_Vfmaddsub132pd_ymm_ymm_ymmm256
            ];
            /// `second * first`, the third operand subtracted in even lanes and added in odd ones, rounded once: floats.
            Vfmaddsub213ps "vfmaddsub213ps" VectorProduct: [
                VEX_Vfmaddsub213ps_xmm_xmm_xmmm128 VEX_Vfmaddsub213ps_ymm_ymm_ymmm256
            ];
            /// `second * first`, the third operand subtracted in even lanes and added in odd ones, rounded once: doubles.
            Vfmaddsub213pd "vfmaddsub213pd" VectorProduct: [
                VEX_Vfmaddsub213pd_xmm_xmm_xmmm128 VEX_Vfmaddsub213pd_ymm_ymm_ymmm256
            ];
            /// `second * third`, the first operand subtracted in even lanes and added in odd ones, rounded once: floats.
            Vfmaddsub231ps "vfmaddsub231ps" VectorProduct: [
                VEX_Vfmaddsub231ps_xmm_xmm_xmmm128 VEX_Vfmaddsub231ps_ymm_ymm_ymmm256
            ];
            /// `second * third`, the first operand subtracted in even lanes and added in odd ones, rounded once: doubles.
            Vfmaddsub231pd "vfmaddsub231pd" VectorProduct: [
                VEX_Vfmaddsub231pd_xmm_xmm_xmmm128 VEX_Vfmaddsub231pd_ymm_ymm_ymmm256
            ];
            /// `first * third`, the second operand added in even lanes and subtracted in odd ones, rounded once: floats.
            Vfmsubadd132ps "vfmsubadd132ps" VectorProduct: [
                VEX_Vfmsubadd132ps_xmm_xmm_xmmm128 VEX_Vfmsubadd132ps_ymm_ymm_ymmm256
            ];
            /// `first * third`, the second operand added in even lanes and subtracted in odd ones, rounded once: doubles.
            Vfmsubadd132pd "vfmsubadd132pd" VectorProduct: [
                VEX_Vfmsubadd132pd_xmm_xmm_xmmm128 VEX_Vfmsubadd132pd_ymm_ymm_ymmm256
            ];
            /// `second * first`, the third operand added in even lanes and subtracted in odd ones, rounded once: floats.
            Vfmsubadd213ps "vfmsubadd213ps" VectorProduct: [
                VEX_Vfmsubadd213ps_xmm_xmm_xmmm128 VEX_Vfmsubadd213ps_ymm_ymm_ymmm256
            ];
            /// `second * first`, the third operand added in even lanes and subtracted in odd ones, rounded once: doubles.
            Vfmsubadd213pd "vfmsubadd213pd" VectorProduct: [
                VEX_Vfmsubadd213pd_xmm_xmm_xmmm128 VEX_Vfmsubadd213pd_ymm_ymm_ymmm256
            ];
            /// `second * third`, the first operand added in even lanes and subtracted in odd ones, rounded once: floats.
            Vfmsubadd231ps "vfmsubadd231ps" VectorProduct: [
                VEX_Vfmsubadd231ps_xmm_xmm_xmmm128 VEX_Vfmsubadd231ps_ymm_ymm_ymmm256
            ];
            /// `second * third`, the first operand added in even lanes and subtracted in odd ones, rounded once: doubles.
            Vfmsubadd231pd "vfmsubadd231pd" VectorProduct: [
                VEX_Vfmsubadd231pd_xmm_xmm_xmmm128 VEX_Vfmsubadd231pd_ymm_ymm_ymmm256
            ];
        }
        }
    };
}
