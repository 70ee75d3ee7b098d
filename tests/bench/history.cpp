// SPDX-License-Identifier: GPL-3.0-or-later
// How long a search of 100,000 recorded calls takes: the first page, as one types.
#include "store/store.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <cstdio>
#include <random>

using namespace authscope;
using namespace authscope::store;
using namespace Qt::StringLiterals;

namespace {

constexpr int calls = 100'000;
constexpr int rounds = 21;
constexpr int page = 100;

QString words(std::mt19937 &random, int count)
{
    static const QStringList known{ u"sprint"_s, u"board"_s, u"review"_s, u"release"_s, u"customer"_s,
        u"invoice"_s, u"deploy"_s, u"label"_s, u"archive"_s, u"weekly"_s, u"report"_s, u"finance"_s };
    QStringList out;
    for (int i = 0; i < count; ++i)
        out << known.at(qsizetype(random() % size_t(known.size()))) + QString::number(random() % 400);
    return out.join(u' ');
}

/// In one transaction, which the program itself has no use for.
bool fill(const QString &path)
{
    std::mt19937 random(7);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"fill"_s);
    database.setDatabaseName(path);
    if (!database.open() || !database.transaction())
        return false;
    QSqlQuery insert(database);
    insert.prepare(u"INSERT INTO calls (connection, at, tool, identity, outcome, error, duration_ms,"
                   " generation, exchange, arguments_size, result_size, arguments, result)"
                   " VALUES (?, ?, ?, ?, ?, '', 12, 1, 1, 0, 0, ?, ?)"_s);
    for (int i = 0; i < calls; ++i) {
        insert.addBindValue(i % 3 ? u"a"_s : u"b"_s);
        insert.addBindValue(qint64(i) * 60'000);
        insert.addBindValue(u"tool_%1"_s.arg(i % 40));
        insert.addBindValue(i % 2 ? u"ada@boards.example"_s : u"grace@boards.example"_s);
        insert.addBindValue(QByteArray(i % 10 ? "ok" : "tool_error"));
        insert.addBindValue(u"{\"title\":\"%1\",\"number\":%2}"_s.arg(words(random, 4)).arg(i).toUtf8());
        insert.addBindValue(
            u"{\"content\":[{\"type\":\"text\",\"text\":\"%1\"}],\"id\":\"brd%2\"}"_s.arg(words(random, 60))
                .arg(i, 6, 10, QChar(u'0'))
                .toUtf8());
        if (!insert.exec())
            return false;
    }
    return database.commit();
}

bool measure(const Store &store, const char *name, const CallFilter &filter)
{
    QList<double> times;
    qsizetype found = 0;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        const auto result = store.findCalls(filter, 0, page);
        times << double(timer.nsecsElapsed()) / 1e6;
        found = result ? result->size() : -1;
    }
    std::sort(times.begin(), times.end());
    const bool isFast = times.at(rounds / 2) <= 50 && found >= 0;
    std::printf("%-44s median %7.2f ms  worst %7.2f ms  rows %3lld  %s\n", name, times.at(rounds / 2),
        times.last(), static_cast<long long>(found), isFast ? "within 50 ms" : "TOO SLOW");
    return isFast;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"history.db"_s);
    auto store = Store::open(path);
    if (!store || !(*store)->save(ConnectionRecord{ .id = u"a"_s })
        || !(*store)->save(ConnectionRecord{ .id = u"b"_s }))
        return 2;
    QElapsedTimer timer;
    timer.start();
    if (!fill(path))
        return 2;
    std::printf("%d calls written in %.1f s\n", calls, double(timer.elapsed()) / 1000);
    const auto day = [](int number) { return base::fromMillis(qint64(number) * 24 * 60 * 60'000); };
    bool isFast = true;
    isFast &= measure(**store, "everything", {});
    isFast &= measure(**store, "one connection", { .connection = u"b"_s });
    isFast &= measure(**store, "one letter", { .text = u"s"_s });
    isFast &= measure(**store, "two letters", { .text = u"sp"_s });
    isFast &= measure(**store, "three letters", { .text = u"spr"_s });
    isFast &= measure(**store, "four letters", { .text = u"spri"_s });
    isFast &= measure(**store, "a word in most calls", { .text = u"sprint"_s });
    isFast &= measure(**store, "the same, one connection", { .text = u"sprint"_s, .connection = u"b"_s });
    isFast &= measure(**store, "two words", { .text = u"sprint12 boa"_s });
    isFast &= measure(**store, "the beginning of 100,000 numbers", { .text = u"brd"_s });
    isFast &= measure(**store, "the beginning of 1,000 numbers", { .text = u"brd042"_s });
    isFast &= measure(**store, "one call", { .text = u"brd077123"_s });
    isFast &= measure(**store, "nothing", { .text = u"nowhere"_s });
    isFast &= measure(**store, "a tool", { .tool = u"tool_7"_s });
    isFast &= measure(**store, "failures of one person",
        { .outcome = "tool_error", .identity = u"grace@boards.example"_s });
    isFast &= measure(
        **store, "a word, in the oldest week", { .text = u"sprint"_s, .from = day(0), .until = day(7) });
    isFast &= measure(**store, "the oldest week", { .from = day(0), .until = day(7) });
    timer.restart();
    if (!(*store)->forgetCall(500))
        return 2;
    std::printf("one call forgotten in %.2f s\n", double(timer.elapsed()) / 1000);
    timer.restart();
    if (!(*store)->forgetCalls({}))
        return 2;
    std::printf("all forgotten in %.2f s\n", double(timer.elapsed()) / 1000);
    return isFast ? 0 : 1;
}
