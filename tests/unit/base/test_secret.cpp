// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secret.h"

#include <QDataStream>
#include <QDebug>
#include <QTest>

#include <ostream>

using namespace authscope::base;

namespace {

// Nothing prints, stores or turns a secret into bytes by accident.
template <class T>
concept Debuggable = requires(QDebug stream, const T &value)
{
    stream << value;
};
template <class T>
concept Streamable = requires(std::ostream &stream, const T &value)
{
    stream << value;
};
template <class T>
concept Storable = requires(QDataStream &stream, const T &value)
{
    stream << value;
};

static_assert(Debuggable<QByteArray> && Storable<QByteArray> && Streamable<const char *>);
static_assert(!Debuggable<Secret> && !Streamable<Secret> && !Storable<Secret>);
static_assert(!std::is_convertible_v<Secret, QByteArray> && !std::is_convertible_v<Secret, QString>);
static_assert(!std::is_convertible_v<QByteArray, Secret>);

} // namespace

class TestSecret : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theValueComesOutByRevealOnly()
    {
        const Secret secret(QByteArray("value"));
        QCOMPARE(secret.reveal(), QByteArray("value"));
        QVERIFY(!secret.isEmpty());
        QVERIFY(Secret().isEmpty());
    }

    void copiesOutliveEachOther()
    {
        Secret kept;
        {
            const Secret first(QByteArray(1000, 'x'));
            const Secret second = first;
            kept = second;
            QVERIFY(kept == first);
        }
        QCOMPARE(kept.reveal(), QByteArray(1000, 'x'));
        {
            Secret moved = std::move(kept);
            QCOMPARE(moved.reveal().size(), 1000);
            kept = std::move(moved);
        }
        QCOMPARE(kept.reveal(), QByteArray(1000, 'x'));
    }

    void revealedBytesAreNotWipedUnderTheReader()
    {
        QByteArray copy;
        {
            const Secret secret(QByteArray(1000, 'x'));
            copy = secret.reveal();
        }
        QCOMPARE(copy, QByteArray(1000, 'x'));
    }

    void literalsAreNotWrittenTo()
    {
        {
            const Secret secret(QByteArray::fromRawData("constant", 8)); // in read-only memory
        }
        {
            const Secret secret(QByteArrayLiteral("constant"));
        }
        QCOMPARE(Secret(QByteArrayLiteral("constant")).reveal(), QByteArray("constant"));
    }

    void assignmentReplaces()
    {
        Secret secret(QByteArray("old"));
        secret = Secret(QByteArray("new"));
        QCOMPARE(secret.reveal(), QByteArray("new"));
        const Secret &self = secret;
        secret = self;
        QCOMPARE(secret.reveal(), QByteArray("new"));
        QVERIFY(secret == Secret(QByteArray("new")));
        QVERIFY(secret != Secret(QByteArray("old")));
    }
};

QTEST_APPLESS_MAIN(TestSecret)
#include "test_secret.moc"
