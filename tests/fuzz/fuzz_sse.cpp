// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "net/sse.h"

using namespace authscope;

namespace {

struct Outcome {
    QList<net::SseEvent> events;
    bool isRefused = false;
};

void feed(net::SseParser &parser, QByteArrayView bytes, Outcome &outcome)
{
    if (outcome.isRefused)
        return;
    const auto events = parser.feed(bytes);
    if (events)
        outcome.events += *events;
    else
        outcome.isRefused = true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    // The first byte says where to cut, the second how long an event may be: the bound is of interest too.
    const QByteArrayView stream = fuzz::view(data + 2, size - 2);
    const qsizetype step = 1 + data[0] % 16;
    const qsizetype limit = data[1] < 128 ? 1 << 20 : 8 + data[1] % 64;

    net::SseParser wholeParser(limit), pieceParser(limit);
    Outcome whole, pieces;
    feed(wholeParser, stream, whole);
    for (qsizetype at = 0; at < stream.size(); at += step)
        feed(pieceParser, stream.sliced(at, std::min(step, stream.size() - at)), pieces);

    fuzz::require(whole.isRefused == pieces.isRefused, "any split is refused or accepted alike");
    if (whole.isRefused)
        return 0;
    fuzz::require(whole.events == pieces.events, "any split gives the same events");
    fuzz::require(wholeParser.lastEventId() == pieceParser.lastEventId(), "any split gives the same id");
    fuzz::require(wholeParser.retry() == pieceParser.retry(), "any split gives the same retry");
    for (const net::SseEvent &event : whole.events) {
        fuzz::require(event.data.size() <= limit, "no event is longer than the limit");
        fuzz::require(!event.id || !event.id->contains('\0'), "no id holds a NUL");
    }
    return 0;
}
