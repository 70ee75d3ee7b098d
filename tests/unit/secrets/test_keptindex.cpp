// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keptindex.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;
using secrets::KeptIndex;

namespace {

const QString key = u"refresh/16:https://idp.test/"_s;

void overwrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

} // namespace

class TestKeptIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"kept.json"_s);
    }

    void remembersKeysInAPrivateFile()
    {
        KeptIndex index(m_path);
        QVERIFY(!index.contains(key));
        QVERIFY(!QFile::exists(m_path));
        QVERIFY(index.add(key));
        QVERIFY(index.add(u"“odd” \\ ключ\n"_s));
        KeptIndex again(m_path);
        QVERIFY(again.contains(key));
        QVERIFY(again.contains(u"“odd” \\ ключ\n"_s));
        QVERIFY(again.remove(key));
        QVERIFY(!KeptIndex(m_path).contains(key));
        const auto mine = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
        QVERIFY(QFile::permissions(m_path) == mine);
    }

    void seesWhatAnotherProcessWrote()
    {
        KeptIndex one(m_path);
        KeptIndex two(m_path);
        QVERIFY(one.add(u"one"_s));
        QVERIFY(two.contains(u"one"_s));
        QVERIFY(two.add(u"two"_s));
        QVERIFY2(one.add(u"three"_s), "and does not lose it when it writes");
        QVERIFY(one.contains(u"two"_s));
        QFile::remove(m_path);
        QVERIFY(!one.contains(u"one"_s));
    }

    void aDamagedFileIsNotTakenForAnEmptyOne_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("cut off") << QByteArray("{\"version\":1,\"keys\":[\"a");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a list") << QByteArray("[]");
    }
    void aDamagedFileIsNotTakenForAnEmptyOne()
    {
        QFETCH(QByteArray, content);
        KeptIndex index(m_path);
        QVERIFY(index.add(key));
        overwrite(m_path, content);
        QVERIFY(index.contains(key));
        QVERIFY(index.add(u"other"_s));
        QVERIFY2(KeptIndex(m_path).contains(key), "the next change repairs the file");
    }

    void tellsWhenItCannotBeWritten()
    {
        KeptIndex index(m_folder->filePath(u"missing/kept.json"_s));
        const auto added = index.add(key);
        QVERIFY(!added);
        QCOMPARE(added.error().kind, base::ErrorKind::Storage);
        QCOMPARE(added.error().code, u"OA-020"_s);
        QVERIFY(!index.contains(key));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestKeptIndex)
#include "test_keptindex.moc"
