module tour
  use echo
  implicit none
  integer(c_int8_t), target, save :: bytes(0:@LAST@)
  integer(c_int8_t), target, save :: room(0:@ROOM@ - 1)
@DATA@

contains

  function is_same(one, other) result(is)
    type(c_ptr), value :: one, other
    logical(c_bool) :: is
    is = c_associated(one, other)
  end function is_same

  subroutine apply() bind(c, name='__apply')
    type(echo_string) :: s0, s1, s2, s3, t0, t1, t2
    type(echo_call_options) :: options
    type(c_ptr) :: p
    logical(c_bool) :: n_bool
    integer(c_int8_t) :: n_i8, n_u8
    integer(c_int16_t) :: n_i16, n_u16
    integer(c_int32_t) :: n_i32, n_u32
    integer(c_int64_t) :: n_i64, n_u64
    real(c_double) :: n_f64
    p = c_null_ptr
    @BODY@
  end subroutine apply
end module tour
