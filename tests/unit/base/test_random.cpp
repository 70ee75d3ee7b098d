// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <array>
#include <cstdio>

using namespace authscope::base;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *printTokens = "--print-tokens";

/// What the generator of a program must never be: seeded, global, or from a library that seeds it.
const QRegularExpression forbidden(
    u"QRandomGenerator::global|QRandomGenerator\\s*\\(|QRandomGenerator64|generateRandomString|"
    u"securelySeeded|"
    "\\bs?rand\\s*\\(|(?<![.>&])\\brandom\\s*\\(\\s*\\)|mt19937|minstd_rand|default_random_engine|random_device|\\bqrand\\b"_s);

QStringList offendersIn(const QString &folder)
{
    QStringList found;
    QDirIterator files(folder, { u"*.cpp"_s, u"*.h"_s }, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            found.append(file.fileName() + u": cannot be read"_s);
        else if (const auto match = forbidden.match(QString::fromUtf8(file.readAll())); match.hasMatch())
            found.append(file.fileName() + u": "_s + match.captured());
    }
    return found;
}

} // namespace

/// T047, CVE-2024-36048.
class TestRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tokensHave43CharactersOf256Bits()
    {
        SystemRandom random;
        static const QRegularExpression form(u"^[A-Za-z0-9_-]{43}$"_s);
        for (int i = 0; i < 1000; ++i) {
            const QByteArray token = random.token();
            QVERIFY(form.match(QString::fromLatin1(token)).hasMatch());
            QCOMPARE(QByteArray::fromBase64(token, QByteArray::Base64UrlEncoding).size(), 32);
        }
    }

    void aHundredThousandTokensDoNotRepeat()
    {
        SystemRandom random;
        QSet<QByteArray> seen;
        for (int i = 0; i < 100000; ++i)
            seen.insert(random.token());
        QCOMPARE(seen.size(), 100000);
    }

    /// Chi-square over 256 values: the mean is 255 and the standard deviation 22.6. Beyond 255 ± 9 deviations
    /// chance would come once in more than 10^15 runs; a generator with a stuck bit lands at a million.
    void everyByteIsAboutAsFrequent()
    {
        SystemRandom random;
        constexpr int count = 1 << 20;
        const QByteArray bytes = random.bytes(count);
        QCOMPARE(bytes.size(), count);
        const auto chiSquare = [](const QByteArray &sample) {
            std::array<double, 256> histogram{};
            for (const char byte : sample)
                histogram[static_cast<unsigned char>(byte)] += 1;
            double sum = 0;
            for (const double observed : histogram)
                sum += (observed - count / 256.0) * (observed - count / 256.0) / (count / 256.0);
            return sum;
        };
        QVERIFY2(
            chiSquare(bytes) > 51 && chiSquare(bytes) < 459, qPrintable(QString::number(chiSquare(bytes))));
        QByteArray stuck = bytes; // the measure must be able to fail
        for (char &byte : stuck)
            byte = static_cast<char>(byte | 1);
        QVERIFY(chiSquare(stuck) > 459);
    }

    void everyCountIsServed()
    {
        SystemRandom random;
        for (const int count : { 0, 1, 2, 3, 4, 5, 7, 31, 33 })
            QCOMPARE(random.bytes(count).size(), count);
        // The tail that is no whole word is random too.
        QSet<char> last;
        for (int i = 0; i < 2000; ++i)
            last.insert(random.bytes(5).back());
        QVERIFY(last.size() > 200);
    }

    void uuidsAreOfVersion4()
    {
        SystemRandom random;
        static const QRegularExpression form(
            u"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"_s);
        QSet<QByteArray> seen;
        for (int i = 0; i < 10000; ++i) {
            const QByteArray uuid = random.uuid();
            QVERIFY2(form.match(QString::fromLatin1(uuid)).hasMatch(), uuid.constData());
            seen.insert(uuid);
        }
        QCOMPARE(seen.size(), 10000);
    }

    void twoProcessesStartedAtOnceDiffer()
    {
        QProcess first;
        QProcess second;
        for (QProcess *process : { &first, &second })
            process->start(QCoreApplication::applicationFilePath(), { QString::fromLatin1(printTokens) });
        QVERIFY(first.waitForFinished());
        QVERIFY(second.waitForFinished());
        const QList<QByteArray> a = first.readAllStandardOutput().trimmed().split('\n');
        const QList<QByteArray> b = second.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(a.size(), 100);
        QCOMPARE(b.size(), 100);
        QCOMPARE(
            QSet<QByteArray>(a.begin(), a.end()).unite(QSet<QByteArray>(b.begin(), b.end())).size(), 200);
    }

    void nothingInTheSourcesUsesASeededGenerator()
    {
        const QString source = qEnvironmentVariable("AUTHSCOPE_SOURCE");
        QVERIFY2(
            QFile::exists(source + u"/src/base/random.cpp"_s), "AUTHSCOPE_SOURCE must name the sources.");
        for (const auto &folder : { u"/src"_s, u"/app"_s, u"/ui"_s })
            QCOMPARE(offendersIn(source + folder), QStringList());
        QVERIFY(forbidden.match(u"QRandomGenerator::global()->generate()"_s).hasMatch());
        QVERIFY(forbidden.match(u"QAbstractOAuth::generateRandomString(8)"_s).hasMatch());
        QVERIFY(forbidden.match(u"std::mt19937 engine;"_s).hasMatch());
        QVERIFY(forbidden.match(u"x = rand();"_s).hasMatch());
        QVERIFY(!forbidden.match(u"QRandomGenerator::system()->generate()"_s).hasMatch());
        QVERIFY(!forbidden.match(u"operand(1)"_s).hasMatch());
    }
};

int main(int argc, char **argv)
{
    if (argc == 2 && QByteArray(argv[1]) == printTokens) {
        SystemRandom random;
        for (int i = 0; i < 100; ++i)
            std::puts(random.token().constData());
        return 0;
    }
    QCoreApplication app(argc, argv);
    TestRandom test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_random.moc"
