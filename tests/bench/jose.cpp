// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens a second in one thread, beside what "openssl speed" verifies on this machine in the same run, and
// beside npm's jose when its packages are there; opening a large token; finding a key in a large set.
// Processor time is what counts, the best of three rounds.
//   authscope_bench_jose [--seconds N]     1, for each measurement; AUTHSCOPE_INTEROP names the packages
#include "jose/anatomy.h"
#include "jose/base64url.h"
#include "jose/jwt.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QMap>
#include <QProcess>

#include <cstdio>
#include <ctime>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 3;
constexpr int setSize = 1000;

double processorTime()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

/// How often a second `work` can be done.
template <class Work>
double rate(double seconds, const Work &work)
{
    qint64 done = 0;
    const double started = processorTime();
    double passed = 0;
    while (passed < seconds) {
        for (int i = 0; i < 100; ++i)
            work();
        done += 100;
        passed = processorTime() - started;
    }
    return double(done) / passed;
}

struct Case {
    Algorithm algorithm;
    QString name;
    QString opensslWord; ///< of "openssl speed"
    QByteArray opensslRow; ///< where its machine-readable output has the rates
    double goal; ///< of ours to openssl's
};

/// The last field of the row is the rate of verification.
double opensslRate(const Case &each, int seconds)
{
    QProcess openssl;
    openssl.start(
        u"openssl"_s, { u"speed"_s, u"-mr"_s, u"-seconds"_s, QString::number(seconds), each.opensslWord });
    openssl.waitForFinished(-1);
    for (const QByteArray &line : openssl.readAllStandardOutput().split('\n')) {
        if (line.startsWith(each.opensslRow))
            return line.trimmed().split(':').last().toDouble();
    }
    return 0;
}

struct NpmRate {
    double processor = 0; ///< a second of processor time, of all its threads
    double clock = 0; ///< a second that passes, one token after the other
};

NpmRate npmRate(const QByteArray &token, const Jwk &key, int seconds)
{
    const QDir place(qEnvironmentVariable("AUTHSCOPE_INTEROP"));
    const QString script
        = u"import {importJWK, compactVerify} from 'jose'; const [token, jwk, seconds] = "
          u"process.argv.slice(1);"
          "const key = await importJWK(JSON.parse(jwk)); for (let i = 0; i < 2000; ++i) await "
          "compactVerify(token, "
          "key); let done = 0; const start = process.cpuUsage(); const begun = performance.now(); let used = "
          "0; "
          "while (used < Number(seconds) * 1e6) { for (let i = 0; i < 100; ++i) await compactVerify(token, "
          "key); "
          "done += 100; const now = process.cpuUsage(start); used = now.user + now.system; } "
          "console.log(done / used * 1e6, done / (performance.now() - begun) * 1e3);"_s;
    for (const QString &machine : { u"x64"_s, u"arm64"_s }) {
        const QString node = place.filePath(u"node_modules/node-linux-%1/bin/node"_s.arg(machine));
        if (!place.exists() || !QFile::exists(node))
            continue;
        QProcess process;
        process.setWorkingDirectory(place.path());
        process.start(node,
            { u"--input-type=module"_s, u"-e"_s, script, QString::fromLatin1(token),
                QString::fromUtf8(json::compact(key.publicJson())), QString::number(seconds) });
        process.waitForFinished(-1);
        const QList<QByteArray> rates = process.readAllStandardOutput().trimmed().split(' ');
        return { .processor = rates.value(0).toDouble(), .clock = rates.value(1).toDouble() };
    }
    return {};
}

void measure(const Case &each, int seconds)
{
    const KeyPair pair = KeyPair::generate(each.algorithm, "the-key");
    const QByteArray token = signCompact(pair, { { "typ", "at+jwt" } },
        "{\"iss\":\"https://server.example\",\"aud\":\"https://resource.example\",\"sub\":\"user-12345\","
        "\"exp\":1900000000,\"iat\":1800000000,\"scope\":\"openid read:boards write:boards\"}");
    const JwkSet set = JwkSet::fromKeys({ pair.publicKey() });
    const Jws parsed = *parseJws(token);
    double whole = 0;
    double signatureOnly = 0;
    double openssl = 0;
    NpmRate npm;
    bool isGood = true;
    for (int round = 0; round < rounds; ++round) {
        openssl = qMax(openssl, opensslRate(each, seconds));
        whole = qMax(whole, rate(seconds, [&] { isGood = isGood && verify(*parseJws(token), set); }));
        signatureOnly = qMax(signatureOnly, rate(seconds, [&] { isGood = isGood && verify(parsed, set); }));
        const NpmRate once = npmRate(token, pair.publicKey(), seconds);
        npm = { .processor = qMax(npm.processor, once.processor), .clock = qMax(npm.clock, once.clock) };
    }
    std::printf(
        "%-6s %8.0f tokens/s whole, %8.0f verified/s, openssl %8.0f/s: %.2f whole, %.2f verified (goal %.1f)",
        qPrintable(each.name), whole, signatureOnly, openssl, whole / openssl, signatureOnly / openssl,
        each.goal);
    if (npm.processor > 0)
        std::printf(", npm jose %6.0f/s (%.0f/s by the clock): %.1f, %.1f (goal 2)", npm.processor, npm.clock,
            whole / npm.processor, whole / npm.clock);
    std::printf("%s\n", isGood ? "" : "  FAILED TO VERIFY");
}

void openLargeToken()
{
    const KeyPair pair = KeyPair::generate(Algorithm::ES256, "the-key");
    const QByteArray token = signCompact(pair, {},
        "{\"text\":\"" + QByteArray(700 * 1024, 'x') + "\",\"list\":["
            + QByteArray("\"entry\",").repeated(8000) + "1]}");
    const JwkSet set = JwkSet::fromKeys({ pair.publicKey() });
    double best = 1e9;
    double bestLook = 1e9;
    for (int round = 0; round < 20; ++round) {
        double started = processorTime();
        const auto jwt = parseJwt(token, { .maxBytes = 10 << 20, .maxDepth = 32 });
        const bool isGood = jwt && verify(jwt->jws, set);
        best = qMin(best, isGood ? processorTime() - started : 1e9);
        started = processorTime();
        const Anatomy anatomy = takeApart(token);
        bestLook = qMin(bestLook, anatomy.problem.isEmpty() ? processorTime() - started : 1e9);
    }
    std::printf(
        "A token of %.2f MB: read and verified in %.1f ms, taken apart in %.1f ms (goal 50 together)\n",
        double(token.size()) / 1e6, best * 1e3, bestLook * 1e3);
}

void findInLargeSet()
{
    json::Array keys;
    const KeyPair pair = KeyPair::generate(Algorithm::ES256, "@");
    for (int at = 0; at < setSize; ++at) {
        json::Object key = pair.publicKey().publicJson();
        key["kid"] = "key-" + std::to_string(at);
        keys.push_back(key);
    }
    const QByteArray text = json::compact(json::Object{ { "keys", keys } });
    const double started = processorTime();
    const JwkSet set = *JwkSet::parse(text, setSize);
    const double parsed = processorTime() - started;
    const JwkSet one = JwkSet::fromKeys({ set.keys().last() });
    const QByteArray kid = set.keys().last().kid();
    qsizetype found = 0;
    const double inMany = rate(0.5, [&] { found += set.candidates(kid, Algorithm::ES256).size(); });
    const double inOne = rate(0.5, [&] { found += one.candidates(kid, Algorithm::ES256).size(); });
    std::printf(
        "A set of %d keys: read in %.0f ms; the last one is found in %.2f us, in a set of one in %.2f us%s\n",
        setSize, parsed * 1e3, 1e6 / inMany, 1e6 / inOne, found > 0 ? "" : "  NOT FOUND");
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption secondsOption(u"seconds"_s, u"for each measurement"_s, u"N"_s, u"1"_s);
    parser.addOption(secondsOption);
    parser.addHelpOption();
    parser.process(app);
    const int seconds = qMax(1, parser.value(secondsOption).toInt());
    for (const Case &each : { Case{ Algorithm::RS256, u"RS256"_s, u"rsa2048"_s, "+F2:", 0.9 },
             Case{ Algorithm::ES256, u"ES256"_s, u"ecdsap256"_s, "+F4:", 0.8 },
             Case{ Algorithm::EdDSA, u"EdDSA"_s, u"ed25519"_s, "+F6:", 0.8 } })
        measure(each, seconds);
    openLargeToken();
    findInLargeSet();
    return 0;
}
