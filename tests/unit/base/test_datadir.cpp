// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/datadir.h"
#include "support/tinydisk.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 limit = 4 << 20;

QFile::Permissions ofOthers(const QString &path)
{
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup
        | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    return QFile::permissions(path) & others;
}

template <class T>
bool isStorageError(const base::Result<T> &result, const QString &path)
{
    return !result && result.error().kind == base::ErrorKind::Storage && result.error().code == u"OA-020"_s
        && result.error().message.contains(path);
}

} // namespace

class TestDataDir : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"file"_s);
        qunsetenv("AUTHSCOPE_DATA_DIR");
    }
    void cleanup() { qunsetenv("AUTHSCOPE_DATA_DIR"); }

    void makesAFolderOnlyForMe()
    {
        const QString path = m_folder->filePath(u"deep/er"_s);
        QCOMPARE(base::openDataDir(path).value(), path);
        QVERIFY(QFileInfo(path).isDir());
        QCOMPARE(ofOthers(path), QFile::Permissions());
        QCOMPARE(base::openDataDir(path).value(), path);
    }

    void theCommandLineGoesBeforeTheEnvironment()
    {
        qputenv("AUTHSCOPE_DATA_DIR", m_folder->filePath(u"env"_s).toUtf8());
        QCOMPARE(base::openDataDir({}).value(), m_folder->filePath(u"env"_s));
        QCOMPARE(base::openDataDir(m_folder->filePath(u"cli"_s)).value(), m_folder->filePath(u"cli"_s));
        qunsetenv("AUTHSCOPE_DATA_DIR");
        const QByteArray home = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", m_folder->path().toUtf8());
        QCOMPARE(base::openDataDir({}).value(), m_folder->filePath(u"authscope"_s));
        qputenv("XDG_DATA_HOME", home);
    }

    void refusesAPlaceWhereAFileIs()
    {
        QVERIFY(base::writePrivateFile(m_path, "x"));
        QVERIFY(isStorageError(base::openDataDir(m_path), m_path));
        QVERIFY(isStorageError(base::openDataDir(m_path + u"/below"_s), m_path));
    }

    void writesAPrivateFileWhole()
    {
        QVERIFY(base::writePrivateFile(m_path, "first and longer"));
        QVERIFY(base::writePrivateFile(m_path, "second"));
        QCOMPARE(base::readPrivateFile(m_path, limit).value(), QByteArray("second"));
        QCOMPARE(ofOthers(m_path), QFile::Permissions());
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void tightensAFileThatOthersCouldRead()
    {
        QVERIFY(base::writePrivateFile(m_path, "x"));
        QVERIFY(QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QVERIFY(ofOthers(m_path) != QFile::Permissions());
        QVERIFY(base::writePrivateFile(m_path, "y"));
        QCOMPARE(ofOthers(m_path), QFile::Permissions());
    }

    void doesNotFollowASymlink()
    {
        const QString target = m_folder->filePath(u"target"_s);
        QVERIFY(base::writePrivateFile(target, "precious"));
        QVERIFY(QFile::link(target, m_path));
        QVERIFY(isStorageError(base::writePrivateFile(m_path, "overwritten"), m_path));
        QCOMPARE(base::readPrivateFile(target, limit).value(), QByteArray("precious"));
        const QString dangling = m_folder->filePath(u"dangling"_s);
        QVERIFY(QFile::link(m_folder->filePath(u"nowhere"_s), dangling));
        QVERIFY(isStorageError(base::writePrivateFile(dangling, "x"), dangling));
        QVERIFY(!QFile::exists(m_folder->filePath(u"nowhere"_s)));
    }

    void aFullDiskLeavesTheFileAsItWas()
    {
        const TinyDisk disk;
        if (!disk.isMounted())
            QSKIP("only root can mount a tiny disk");
        const QString path = disk.filePath(u"file"_s);
        QVERIFY(base::writePrivateFile(path, "before"));
        QVERIFY(isStorageError(base::writePrivateFile(path, QByteArray(2 << 20, 'x')), path));
        QCOMPARE(base::readPrivateFile(path, limit).value(), QByteArray("before"));
        QCOMPARE(QDir(disk.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        QVERIFY2(base::writePrivateFile(path, QByteArray(1 << 10, 'x')), "and there is room again");
    }

    void aReadOnlyFolderIsAnError()
    {
        TinyDisk disk;
        QString folder = disk.path();
        if (disk.isMounted()) {
            QVERIFY(base::writePrivateFile(disk.filePath(u"file"_s), "before"));
            QVERIFY(disk.makeReadOnly());
        } else {
            folder = m_folder->path();
            QVERIFY(base::writePrivateFile(m_path, "before"));
            QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
        }
        const QString path = folder + u"/file"_s;
        QVERIFY(isStorageError(base::writePrivateFile(path, "after"), path));
        QVERIFY(isStorageError(base::openDataDir(folder), folder));
        QVERIFY(isStorageError(base::openDataDir(folder + u"/new"_s), folder));
        QCOMPARE(base::readPrivateFile(path, limit).value(), QByteArray("before"));
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void readsNoMoreThanAsked()
    {
        QVERIFY(base::writePrivateFile(m_path, "12345678"));
        QCOMPARE(base::readPrivateFile(m_path, 8).value(), QByteArray("12345678"));
        QVERIFY(isStorageError(base::readPrivateFile(m_path, 7), m_path));
        QVERIFY(isStorageError(base::readPrivateFile(m_folder->filePath(u"missing"_s), 7), u"missing"_s));
        QVERIFY(isStorageError(base::readPrivateFile(m_folder->path(), 7), m_folder->path()));
#ifdef Q_OS_UNIX
        QVERIFY2(isStorageError(base::readPrivateFile(u"/dev/zero"_s, 7), u"/dev/zero"_s), "it has no end");
#endif
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestDataDir)
#include "test_datadir.moc"
