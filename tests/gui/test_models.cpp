// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "ui/common/commandpalette.h"
#include "ui/common/text.h"
#include "ui/tools/toolmodel.h"
#include "ui/traffic/trafficmodel.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace authscope;

class TestModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aConnectionSaysItsStateInWordsToo();
    void rowsKeepTheirPlaceWhenOnlyTheirTextChanges();
    void toolsWithoutHintsCountAsWriting();
    void badgesSayWhichScopesAreMissing();
    void trafficFollowsTheLog();
    void thePaletteFindsByPieces();
    void timesAndSizesReadWell();
};

void TestModels::aConnectionSaysItsStateInWordsToo()
{
    ui::ConnectionModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRows(sample::connectionRows());
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.index(0).data().toString(), u"Boards Server (demo)"_s);
    QCOMPARE(model.index(0).data(ui::ConnectionModel::DetailRole).toString(), u"Ada Demo · 41 min"_s);
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains(u"signed in"_s));
    QVERIFY(model.index(3).data(Qt::AccessibleTextRole).toString().contains(u"failed"_s));
    using session::ConnectionState;
    QCOMPARE(ui::stateIcon(ConnectionState::SignedIn), u"dot"_s);
    QCOMPARE(ui::stateIcon(ConnectionState::Attention), u"half"_s);
    QCOMPARE(ui::stateIcon(ConnectionState::SignedOut), u"ring"_s);
    QCOMPARE(ui::stateIcon(ConnectionState::Failed), u"warning"_s);
}

void TestModels::rowsKeepTheirPlaceWhenOnlyTheirTextChanges()
{
    ui::ConnectionModel model;
    QList<ui::ConnectionRow> rows = sample::connectionRows();
    model.setRows(rows);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    rows[0].detail = u"Ada Demo · 40 min"_s;
    model.setRows(rows);
    QCOMPARE(resets.size(), 0);
    QCOMPARE(changes.size(), 1);
    rows.removeLast();
    model.setRows(rows);
    QCOMPARE(resets.size(), 1);
}

void TestModels::toolsWithoutHintsCountAsWriting()
{
    mcp::Tool tool{ .name = u"x"_s };
    QCOMPARE(ui::toolBadges(tool, {}).first().text, u"writes"_s);
    tool.annotations = { .readOnly = false, .destructive = true, .openWorld = false, .arePresent = true };
    QCOMPARE(ui::toolBadges(tool, {}).first().text, u"destructive"_s);
    tool.annotations.readOnly = true;
    QCOMPARE(ui::toolBadges(tool, {}).first().text, u"reads"_s);
    tool.annotations.openWorld = true;
    QCOMPARE(ui::toolBadges(tool, {}).at(1).text, u"reaches outside"_s);
}

void TestModels::badgesSayWhichScopesAreMissing()
{
    const auto texts = [](const QList<ui::ChipText> &chips) {
        QStringList all;
        for (const ui::ChipText &chip : chips)
            all += chip.text;
        return all;
    };
    const mcp::Tool create = sample::tools()[2];
    QVERIFY(texts(ui::toolBadges(create, { "boards.write" })).contains(u"boards.write ✓"_s));
    QVERIFY(texts(ui::toolBadges(create, {})).contains(u"needs boards.write"_s));
    mcp::Tool docs{ .name = u"get_docs"_s, .securitySchemes = { { "noauth", {} } } };
    QVERIFY(texts(ui::toolBadges(docs, {})).contains(u"public"_s));
    docs.securitySchemes += mcp::SecurityScheme{ "oauth2", { "docs.read" } };
    QVERIFY(texts(ui::toolBadges(docs, {})).contains(u"more when signed in"_s));

    ui::ToolModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setTools(sample::tools(), {});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.index(3).data(ui::ToolModel::BadgeRole).toString(), u"destructive"_s);
}

void TestModels::trafficFollowsTheLog()
{
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    ui::TrafficModel mine(&log, u"1"_s, this);
    ui::TrafficModel others(&log, u"2"_s, this);
    ui::TrafficModel all(&log, {}, this);
    QAbstractItemModelTester tester(&mine, QAbstractItemModelTester::FailureReportingMode::Fatal);
    sample::fill(log);
    QCOMPARE(mine.rowCount(), 3);
    QCOMPARE(others.rowCount(), 0);
    QCOMPARE(all.rowCount(), 3);
    QCOMPARE(mine.index(0, ui::TrafficModel::Purpose).data().toString(), u"Code for tokens"_s);
    QCOMPARE(mine.index(0, ui::TrafficModel::Status).data().toString(), u"200"_s);
    QCOMPARE(mine.index(2, ui::TrafficModel::Status).data().toString(), u"none"_s);
    const base::ExchangeId running = log.begin(u"1"_s, u"Tools"_s, "POST", "http://127.0.0.1:1/mcp", {}, {});
    QCOMPARE(mine.rowCount(), 4);
    QCOMPARE(mine.index(3, ui::TrafficModel::Status).data().toString(), u"…"_s);
    log.headersArrived(running, 202, {});
    log.end(running, {});
    QCOMPARE(mine.index(3, ui::TrafficModel::Status).data().toString(), u"202"_s);

    net::Exchange kept = *log.find(running);
    kept.purpose = u"Yesterday"_s;
    mine.setEarlier({ kept });
    QCOMPARE(mine.rowCount(), 5);
    QVERIFY(mine.isEarlier(0));
    QCOMPARE(mine.index(0, ui::TrafficModel::Purpose).data().toString(), u"Yesterday"_s);
    QCOMPARE(mine.rowOf(running), 4); // the one in the log, not the one of the same number on disk
    log.begin(u"1"_s, u"Next"_s, "GET", "http://127.0.0.1:1/", {}, {});
    QCOMPARE(mine.index(5, ui::TrafficModel::Purpose).data().toString(), u"Next"_s);
}

void TestModels::thePaletteFindsByPieces()
{
    QVERIFY(ui::matchesTyped(u"Refresh the access token"_s, u"tok ref"_s));
    QVERIFY(!ui::matchesTyped(u"Refresh the access token"_s, u"tok rex"_s));
    QWidget window;
    window.show();
    ui::CommandPalette palette(&window);
    QString ran;
    palette.openWith({ { u"Connect"_s, u"Action"_s, {}, [&ran] { ran = u"connect"_s; } },
        { u"create_board"_s, u"Tool"_s, {}, [&ran] { ran = u"board"_s; } } });
    auto *edit = palette.findChild<QLineEdit *>(u"commandLineEdit"_s);
    QTest::keyClicks(edit, u"boa"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(ran, u"board"_s);
    palette.openWith({ { u"One"_s, u"Action"_s, {}, [&ran] { ran = u"one"_s; } },
        { u"Two"_s, u"Action"_s, {}, [&ran] { ran = u"two"_s; } } });
    QTest::keyClick(edit, Qt::Key_Down);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(ran, u"two"_s);
}

void TestModels::timesAndSizesReadWell()
{
    QCOMPARE(ui::durationText(38ms), u"38 ms"_s);
    QCOMPARE(ui::durationText(5120ms), u"5.1 s"_s);
    QCOMPARE(ui::durationText(130s), u"2 min 10 s"_s);
    QCOMPARE(ui::countdownText(41min + 12s), u"41:12"_s);
    QCOMPARE(ui::countdownText(-3s), u"0:00"_s);
    QCOMPARE(ui::countdownText(3h + 2min + 1s), u"3:02:01"_s);
    QCOMPARE(ui::countdownText(49h), u"2 days"_s);
    QCOMPARE(ui::sizeText(812), u"812 B"_s);
    QCOMPARE(ui::sizeText(1100), u"1.1 kB"_s);
    QCOMPARE(ui::fewOf({ u"a"_s, u"b"_s, u"c"_s, u"d"_s }, 3), u"a, b, c and 1 more"_s);
}

QTEST_MAIN(TestModels)
#include "test_models.moc"
