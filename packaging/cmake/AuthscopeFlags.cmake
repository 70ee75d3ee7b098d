# SPDX-License-Identifier: GPL-3.0-or-later
# One INTERFACE target carries every flag; nothing else in the project sets any.
add_library(authscope_flags INTERFACE)
target_compile_features(authscope_flags INTERFACE cxx_std_20)
target_compile_definitions(authscope_flags INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
  QT_NO_CONTEXTLESS_CONNECT QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  QT_DISABLE_DEPRECATED_UP_TO=0x060400
  BOOST_ALL_NO_LIB
  AUTHSCOPE_VERSION="${PROJECT_VERSION}")
target_compile_options(authscope_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  -Wunused -Wshadow -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wno-null-dereference>
  $<$<BOOL:${AUTHSCOPE_WERROR}>:-Werror>
  $<$<CONFIG:Debug>:-g1>
  -fstack-protector-strong)
target_link_options(authscope_flags INTERFACE -Wl,-z,relro,-z,now $<$<CONFIG:Release>:-Wl,--as-needed>)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()

if(AUTHSCOPE_SANITIZE)
  target_compile_options(authscope_flags INTERFACE
    -fsanitize=${AUTHSCOPE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(authscope_flags INTERFACE -fsanitize=${AUTHSCOPE_SANITIZE})
else()
  target_compile_options(authscope_flags INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>)
endif()
option(AUTHSCOPE_FUZZ "Build the fuzzers (clang only)" OFF)
if(AUTHSCOPE_FUZZ)
  target_compile_options(authscope_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_compile_definitions(authscope_flags INTERFACE QT_FORCE_ASSERTS)
endif()
if(AUTHSCOPE_COVERAGE)
  target_compile_options(authscope_flags INTERFACE --coverage)
  target_link_options(authscope_flags INTERFACE --coverage)
endif()
if(AUTHSCOPE_TIDY)
  find_program(CLANG_TIDY clang-tidy REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY "${CLANG_TIDY};--quiet")
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}"
    "CCACHE_NOHASHDIR=1" "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime" "${CCACHE}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(authscope_flags INTERFACE -fpch-preprocess)
  endif()
endif()
