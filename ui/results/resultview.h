// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/results/resulthead.h"
#include "ui/results/violationspanel.h"

class QSplitter;
class QStackedWidget;

namespace authscope::ui {

class CalledWith;
class EmptyState;
class ErrorPresenter;
class JsonBrowser;
class ModelPart;
class RawPart;
class RenderedPart;
class UiOnlyPart;

/// One result in its five readings, with the arguments it was called with and where it breaks its schema
/// beside it. Nothing here waits for a large one: what takes long is made when it is looked at, in pieces or
/// beside the window's thread.
class ResultView : public QFrame {
    Q_OBJECT

public:
    ResultView();

    void setData(const ResultData &given);
    void clearData();
    const ResultData &data() const { return m_data; }
    /// There is a reason to make the call once more; until the next result.
    void offerAgain(const QString &reason) { m_head->offerAgain(reason); }
    void setSaid(const QString &words, bool isGood) { m_head->setSaid(words, isGood); }
    /// Of the server whose results these are: what its links are compared with.
    void setServer(const QByteArray &url) { m_server = url; }
    ResultPart part() const { return m_head->part(); }
    void showPart(ResultPart part) { m_head->setPart(part); }

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);
    void callAgainRequested();
    void openRequested(const QByteArray &url); ///< the person saw the whole address and said yes

private:
    void lookAt(ResultPart part);
    void judge();
    void showJudgement(const schema::Judgement &judgement);
    void showPlace(const QByteArray &pointer);
    void askToOpen(const QByteArray &url);
    void copy();
    void save(ResultPart what);
    void saveValue(const QByteArray &pointer);

    ResultData m_data;
    QByteArray m_server;
    EmptyState *m_empty;
    QWidget *m_all;
    ResultHead *m_head;
    CalledWith *m_called;
    ErrorPresenter *m_error;
    QSplitter *m_split;
    QStackedWidget *m_stack;
    RenderedPart *m_rendered;
    JsonBrowser *m_structured;
    ModelPart *m_model;
    UiOnlyPart *m_uiOnly;
    RawPart *m_raw;
    ViolationsPanel *m_violations;
    ResultJudge m_judge;
};

} // namespace authscope::ui
