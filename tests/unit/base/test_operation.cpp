// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/operation.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace authscope::base;
using namespace Qt::StringLiterals;

namespace {

class Answer : public ResultOperation<int> {
public:
    using ResultOperation::ResultOperation;
    int runs = 0;
    int aborts = 0;
    bool answersAtOnce = false;

    void answer(int value) { finishWith(value); }
    void refuse() { finishWith(Error{ .kind = ErrorKind::Network, .code = u"OA-010"_s }); }

protected:
    void run() override
    {
        ++runs;
        if (answersAtOnce)
            finishWith(7);
    }
    void abort() override { ++aborts; }
};

} // namespace

class TestOperation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finishedComesOnceAndLater()
    {
        Answer answer;
        answer.answersAtOnce = true;
        QSignalSpy finished(&answer, &Operation::finished);
        answer.start();
        QVERIFY(answer.isFinished());
        QCOMPARE(finished.size(), 0); // never before start() returns
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(answer.result().value(), 7);
        answer.answer(8);
        answer.refuse();
        answer.cancel();
        answer.start();
        QCoreApplication::processEvents();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(answer.result().value(), 7);
        QCOMPARE(answer.runs, 1);
        QCOMPARE(answer.aborts, 0);
    }

    void startingTwiceRunsOnce()
    {
        Answer answer;
        answer.start();
        answer.start();
        QVERIFY(answer.isRunning());
        QCOMPARE(answer.runs, 1);
        answer.refuse();
        QVERIFY(!answer.isRunning());
        QCOMPARE(answer.result().error().code, u"OA-010"_s);
    }

    void cancellingIsAnOrdinaryOutcome()
    {
        Answer answer;
        QSignalSpy finished(&answer, &Operation::finished);
        answer.start();
        answer.cancel();
        QCOMPARE(finished.size(), 0);
        answer.cancel();
        answer.answer(1); // what was under way comes in late
        QTRY_COMPARE(finished.size(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(answer.aborts, 1);
        QCOMPARE(answer.result().error().kind, ErrorKind::Cancelled);
        QCOMPARE(answer.result().error().code, cancelledError().code);
    }

    void cancellingBeforeTheStartStillFinishes()
    {
        Answer answer;
        QSignalSpy finished(&answer, &Operation::finished);
        answer.cancel();
        answer.start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(answer.runs, 0);
        QCOMPARE(answer.result().error().kind, ErrorKind::Cancelled);
    }

    void deletingAtAnyMomentIsSafe()
    {
        int heard = 0;
        const auto listen = [&heard, this](Operation *operation) {
            connect(operation, &Operation::finished, this, [&heard] { ++heard; });
        };
        auto *running = new Answer;
        listen(running);
        running->start();
        delete running;
        auto *ended = new Answer;
        listen(ended);
        ended->start();
        ended->answer(1);
        delete ended; // finished() was queued and must not come any more
        QCoreApplication::processEvents();
        QCOMPARE(heard, 0);

        QPointer<Answer> self = new Answer;
        connect(self, &Operation::finished, this, [&self] { delete self; });
        self->start();
        self->answer(1);
        QTRY_VERIFY(!self);
    }

    void aParentTakesItsOperationsAlong()
    {
        auto *parent = new QObject;
        QPointer<Answer> child = new Answer(parent);
        child->start();
        delete parent;
        QVERIFY(!child);
    }
};

QTEST_GUILESS_MAIN(TestOperation)
#include "test_operation.moc"
