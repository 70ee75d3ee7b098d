// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "oauth/compareclaims.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

class Banner;
class BusyLine;
class ErrorPresenter;

/// What the other side said when it was asked, beside what is known here.
struct ServerWord {
    QString about = {}; ///< "Access token", "Who signed in": the title
    QString sentence = {};
    Tone tone = Tone::Good;
    QList<oauth::ComparedClaim> rows = {};
    base::ExchangeId exchange = 0;
    base::Time at = {};
};

/// A question on its way to the provider, and its answer: the sentence, then claim · here · there. Hidden
/// before the first one.
class AskPanel : public QFrame {
    Q_OBJECT

public:
    AskPanel();

    void begin(const QString &phase, base::Time now);
    void tick(base::Time now);
    void show(const ServerWord &word);
    using QFrame::show;
    /// `mayUseToken`: to ask again with the access token as the credential is offered (T157).
    void fail(const base::Error &error, bool mayUseToken = false);
    void stopped(); ///< by the person: what was there before stays
    void clear();
    bool isBusy() const;

Q_SIGNALS:
    void stopRequested();
    void askWithTokenRequested();
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showRows();
    void arrange();

    ServerWord m_word;
    bool m_hasWord = false;
    Label *m_title;
    QPushButton *m_close;
    BusyLine *m_busy;
    ErrorPresenter *m_error;
    bool m_mayUseToken = false;
    QPushButton *m_withToken;
    QWidget *m_answer;
    Banner *m_sentence;
    QStandardItemModel m_model;
    Table *m_table;
    QPushButton *m_exchange;
};

} // namespace authscope::ui
