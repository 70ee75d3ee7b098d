// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "mcp/headercodec.h"

#include <algorithm>

using namespace authscope;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes = fuzz::view(data, size);
    const auto read = mcp::decodeHeaderValue(bytes);
    if (read && bytes.startsWith("=?base64?") && bytes.endsWith("?=") && bytes.size() >= 11)
        fuzz::require(read->isValidUtf8(), "what was encoded is a text");

    const QByteArray field = mcp::encodeHeaderValue(bytes);
    fuzz::require(!field.isNull(), "an empty text is an empty field, not a missing one");
    fuzz::require(std::all_of(field.begin(), field.end(), [](char c) { return c >= 0x20 && c <= 0x7e; }),
        "a field is visible ASCII");
    fuzz::require(field == field.trimmed(), "a field neither begins nor ends with a blank");
    if (bytes.toByteArray().isValidUtf8())
        fuzz::require(mcp::decodeHeaderValue(field) == bytes.toByteArray(), "every text comes back");
    return 0;
}
