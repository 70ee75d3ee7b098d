// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "net/wwwauthenticate.h"

using namespace authscope;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    // Fields are told apart by LF, which no field can hold.
    const QList<QByteArray> fields = fuzz::view(data, size).toByteArray().split('\n');
    const QList<net::Challenge> challenges = net::parseChallenges(fields);
    qsizetype said = 0;
    for (const net::Challenge &challenge : challenges) {
        fuzz::require(challenge.scheme == challenge.scheme.toLower(), "schemes are in lower case");
        said += challenge.scheme.size() + challenge.token68.size();
        for (const net::ChallengeParameter &parameter : challenge.parameters) {
            fuzz::require(!parameter.name.isEmpty(), "every parameter has a name");
            fuzz::require(parameter.name == parameter.name.toLower(), "names are in lower case");
            fuzz::require(challenge.value(parameter.name).has_value(), "every parameter is found by name");
            said += parameter.name.size() + parameter.value.size();
        }
    }
    fuzz::require(said <= qsizetype(size), "nothing is read twice");
    const auto chosen = net::bearerChallenge(challenges);
    fuzz::require(
        !chosen || chosen->scheme == "bearer" || chosen->scheme == "dpop", "only what OAuth acts on");
    return 0;
}
