// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/judge.h"
#include "oauth/tokenkeeper.h"
#include "ui/common/widgets.h"
#include "ui/tokens/copyas.h"
#include "ui/tokens/tokenwords.h"

#include <QMap>

class QButtonGroup;

namespace authscope::ui {

class AskPanel;
class Banner;
class ChecksCard;
class Chip;
class ClaimsTree;
class EmptyState;
class GenerationsCard;
class KeyCard;
class SentCard;
class TokenTimeline;

/// Everything the Tokens view shows; no token in it.
struct TokensData {
    QList<oauth::TokenVerdict> verdicts = {}; ///< of the tokens held
    QMap<oauth::TokenKind, QList<inspect::Segment>> segments = {}; ///< of their texts
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
    void copyRequested(authscope::oauth::TokenKind kind, authscope::ui::CopyAs how);
    void inspectionRequested(authscope::oauth::TokenKind kind);
    void comparisonRequested(int older, int newer); ///< generations
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    struct Card {
        oauth::TokenKind kind;
        QPushButton *button;
        Chip *chip;
    };
    QLayout *makeChoice();
    QLayout *makeActions();
    QLayout *makeCards();
    void wire();
    void showActions();
    void choose(oauth::TokenKind kind);
    const oauth::TokenVerdict *current() const;
    const oauth::TokenVerdict *verdictOf(oauth::TokenKind kind) const;
    void showToken();

    TokensData m_data;
    base::Time m_now = {};
    oauth::TokenKind m_kind = oauth::TokenKind::Access;
    QList<Card> m_cards;
    QButtonGroup *m_group;
    EmptyState *m_empty;
    QWidget *m_page;
    QPushButton *m_refresh;
    QPushButton *m_introspect;
    QPushButton *m_userInfo;
    QPushButton *m_inspect;
    QPushButton *m_revoke;
    AskPanel *m_ask;
    Banner *m_verdict;
    TokenTimeline *m_timeline;
    QFrame *m_claimsCard;
    ClaimsTree *m_claims;
    ChecksCard *m_checks;
    SentCard *m_sent;
    KeyCard *m_key;
    GenerationsCard *m_generations;
};

} // namespace authscope::ui
