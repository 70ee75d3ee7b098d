// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "session/chosenbrowser.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

class Counting : public oauth::BrowserLauncher {
public:
    explicit Counting(int *opened) : m_opened(opened) { }
    base::Result<void> open(const QByteArray &) override
    {
        ++*m_opened;
        return {};
    }
    QString displayName() const override { return u"the system browser"_s; }

private:
    int *m_opened;
};

} // namespace

class TestChosenBrowser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isTheSystemsUntilOneIsChosen();
    void followsAChangeAtOnce();
    void refusesAProgramThatIsNotThere();
    void isRememberedInTheDataFolder();

private:
    QString path() const { return m_dir->filePath(u"authscope.db"_s); }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<store::Store> m_store;
};

void TestChosenBrowser::init()
{
    m_store.reset();
    m_dir = std::make_unique<QTemporaryDir>();
    auto store = store::Store::open(path());
    QVERIFY(store);
    m_store = std::move(*store);
}

void TestChosenBrowser::isTheSystemsUntilOneIsChosen()
{
    int opened = 0;
    session::ChosenBrowser browser(
        std::make_unique<Counting>(&opened), [this] { return session::browserCommand(*m_store); });
    QCOMPARE(browser.displayName(), u"the system browser"_s);
    QVERIFY(browser.open("http://127.0.0.1:1/"));
    QCOMPARE(opened, 1);
}

void TestChosenBrowser::followsAChangeAtOnce()
{
    const QString proof = m_dir->filePath(u"opened"_s);
    int opened = 0;
    session::ChosenBrowser browser(
        std::make_unique<Counting>(&opened), [this] { return session::browserCommand(*m_store); });
    QVERIFY(session::setBrowserCommand(*m_store, u" cp /dev/null \"%1\" -T "_s.arg(proof)));
    QCOMPARE(browser.displayName(), u"cp"_s);
    QVERIFY(session::setBrowserCommand(*m_store, u"touch \"%1\""_s.arg(proof)));
    QVERIFY(browser.open("http://127.0.0.1:1/")); // and a file by the address's name, which cannot be made
    QTRY_VERIFY(QFile::exists(proof));
    QCOMPARE(opened, 0);
    QVERIFY(session::setBrowserCommand(*m_store, {}));
    QVERIFY(browser.open("http://127.0.0.1:1/"));
    QCOMPARE(opened, 1);
}

void TestChosenBrowser::refusesAProgramThatIsNotThere()
{
    QVERIFY(session::setBrowserCommand(*m_store, u"touch"_s));
    const auto refused = session::setBrowserCommand(*m_store, u"no-such-browser --new-window"_s);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, base::code::browserFailed);
    QVERIFY(refused.error().message.contains(u"no-such-browser"_s));
    QCOMPARE(session::browserCommand(*m_store), u"touch"_s);
}

void TestChosenBrowser::isRememberedInTheDataFolder()
{
    QVERIFY(session::setBrowserCommand(*m_store, u"touch"_s));
    m_store.reset();
    auto again = store::Store::open(path());
    QVERIFY(again);
    QCOMPARE(session::browserCommand(**again), u"touch"_s);
}

QTEST_GUILESS_MAIN(TestChosenBrowser)
#include "test_chosenbrowser.moc"
