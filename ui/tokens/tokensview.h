// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenkeeper.h"
#include "oauth/tokenverdict.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

class QButtonGroup;
class QPlainTextEdit;

namespace authscope::ui {

class AskPanel;
class Banner;
class Chip;
class EmptyState;
class TokenTimeline;

/// Everything the Tokens view shows; no token in it.
struct TokensData {
    QList<oauth::TokenVerdict> verdicts = {}; ///< of the tokens held
    QList<oauth::TokenGeneration> generations = {}; ///< newest first
    bool canRefresh = false;
    bool isRefreshing = false;
    QString whyNoIntrospection = {}, whyNoUserInfo = {}, whyNoRevocation = {}; ///< empty: it is offered
    QString ended = {}; ///< why there are no tokens any more; empty: nothing ended by itself
};

class TokensView : public QWidget {
    Q_OBJECT

public:
    TokensView();

    void setData(const TokensData &given, base::Time now);
    void tick(base::Time now);
    oauth::TokenKind currentKind() const { return m_kind; }
    /// Shows the value for half a minute.
    void reveal(const base::Secret &value);
    void hideValue();
    AskPanel *answers() const { return m_ask; }

Q_SIGNALS:
    void signInRequested();
    void refreshRequested();
    void introspectionRequested(authscope::oauth::TokenKind kind);
    void userInfoRequested();
    void revocationRequested();
    void revealRequested(authscope::oauth::TokenKind kind);
    void copyRequested(authscope::oauth::TokenKind kind);
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    struct Segment {
        oauth::TokenKind kind;
        QPushButton *button;
        Chip *chip;
    };
    QLayout *makeActions();
    QLayout *makeCards();
    void showActions();
    void choose(oauth::TokenKind kind);
    const oauth::TokenVerdict *current() const;
    const oauth::TokenVerdict *verdictOf(oauth::TokenKind kind) const;
    void showToken();
    void showClaims(const oauth::TokenVerdict &verdict);
    void showGenerations();

    TokensData m_data;
    base::Time m_now = {};
    oauth::TokenKind m_kind = oauth::TokenKind::Access;
    QTimer m_hideTimer;
    QList<Segment> m_segments;
    QButtonGroup *m_group;
    EmptyState *m_empty;
    QWidget *m_page;
    QPushButton *m_refresh;
    QPushButton *m_introspect;
    QPushButton *m_userInfo;
    QPushButton *m_revoke;
    AskPanel *m_ask;
    Banner *m_verdict;
    TokenTimeline *m_timeline;
    QFrame *m_claimsCard;
    QStandardItemModel m_claimsModel;
    Table *m_claims;
    QStandardItemModel m_checksModel;
    Table *m_checks;
    QPlainTextEdit *m_value;
    QPushButton *m_reveal;
    QPushButton *m_copy;
    QPushButton *m_keyExchange;
    Label *m_headerText;
    QPlainTextEdit *m_header;
    ElidedLabel *m_thumbprint;
    QStandardItemModel m_generationsModel;
    Table *m_generations;
};

/// "41 min", "valid", "not verified" and its tone: the chip of a card.
std::pair<QString, Tone> tokenChip(const oauth::TokenVerdict &verdict, base::Time now);
Tone standingTone(oauth::Standing standing);
QString tokenName(oauth::TokenKind kind);

} // namespace authscope::ui
