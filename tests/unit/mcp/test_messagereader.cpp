// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/messagereader.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using mcp::MessageReader;

namespace {

const MessageReader::Rules rules{ .maxBytes = 64 << 20, .maxDepth = 64 };

QByteArray notification(const QByteArray &method, qsizetype size = 0)
{
    return R"({"jsonrpc":"2.0","method":")" + method + R"(","params":{"filling":")" + QByteArray(size, 'x')
        + "\"}}";
}

} // namespace

class TestMessageReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsSmallOnesAtOnce();
    void keepsTheOrder();
    void saysWhenAllIsTaken();
    void dropsWhatNobodyWants();
    void mayGoWhileReading();
    void mayBeDeletedByItsTaker();
    void saysWhatIsNoMessage();

private:
    MessageReader::Take noting()
    {
        return [this](const MessageReader::Messages &messages) {
            m_taken += messages ? std::get<mcp::RpcNotification>(messages->first()).method : "error";
        };
    }
    QList<QByteArray> m_taken;
};

void TestMessageReader::readsSmallOnesAtOnce()
{
    m_taken.clear();
    MessageReader reader;
    reader.read(notification("a"), rules, noting());
    reader.read(notification("b"), rules, noting());
    QCOMPARE(m_taken, (QList<QByteArray>{ "a", "b" }));
}

void TestMessageReader::keepsTheOrder()
{
    m_taken.clear();
    MessageReader reader;
    reader.read(notification("large", 8 << 20), rules, noting());
    QVERIFY2(m_taken.isEmpty(), "it is read beside the event loop");
    reader.read(notification("small"), rules, noting());
    reader.read(notification("also large", 1 << 20), rules, noting());
    reader.read(notification("last"), rules, noting());
    QVERIFY(m_taken.isEmpty());
    QTRY_COMPARE(m_taken, (QList<QByteArray>{ "large", "small", "also large", "last" }));
}

void TestMessageReader::saysWhenAllIsTaken()
{
    m_taken.clear();
    MessageReader reader;
    int said = 0;
    const auto saying = [&] {
        ++said;
        m_taken += "all";
    };
    reader.whenTaken(saying);
    QCOMPARE(said, 1);
    m_taken.clear();
    reader.read(notification("large", 8 << 20), rules, noting());
    reader.whenTaken(saying);
    QCOMPARE(said, 1);
    QTRY_COMPARE(m_taken, (QList<QByteArray>{ "large", "all" }));
    QCOMPARE(said, 2);
}

void TestMessageReader::dropsWhatNobodyWants()
{
    m_taken.clear();
    MessageReader reader;
    reader.read(notification("large", 8 << 20), rules, noting());
    reader.read(notification("small"), rules, noting());
    reader.drop();
    reader.read(notification("afterwards", 1 << 20), rules, noting());
    QTRY_COMPARE(m_taken, QList<QByteArray>{ "afterwards" });
}

void TestMessageReader::mayGoWhileReading()
{
    m_taken.clear();
    auto reader = std::make_unique<MessageReader>();
    reader->read(notification("large", 8 << 20), rules, noting());
    reader.reset();
    QTest::qWait(100);
    QVERIFY(m_taken.isEmpty());
}

void TestMessageReader::mayBeDeletedByItsTaker()
{
    auto *reader = new MessageReader;
    bool wasAsked = false;
    reader->read(notification("large", 1 << 20), rules, [&](const MessageReader::Messages &) {
        wasAsked = true;
        delete reader;
    });
    reader->read(notification("never"), rules, [](const MessageReader::Messages &) { QFAIL("taken"); });
    QTRY_VERIFY(wasAsked);
}

void TestMessageReader::saysWhatIsNoMessage()
{
    MessageReader reader;
    QStringList said;
    const auto noteError = [&said](const MessageReader::Messages &messages) {
        said += messages ? QString() : messages.error().message;
    };
    reader.read("[" + QByteArray(1 << 20, '7') + "]", rules, noteError);
    reader.read("{}", rules, noteError);
    QTRY_COMPARE(said.size(), 2);
    QVERIFY(!said[0].isEmpty() && !said[1].isEmpty());
}

QTEST_GUILESS_MAIN(TestMessageReader)
#include "test_messagereader.moc"
