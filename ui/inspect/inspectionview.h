// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/judge.h"
#include "inspect/recognise.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"
#include "ui/tokens/copyas.h"

namespace authscope::ui {

class Banner;
class ChecksCard;
class Chip;
class ClaimsTree;
class KeyCard;
class SentCard;
class TokenTimeline;
class WireEdit;

/// One judgement, verdict first: the sentence, every check, the claims, the token and its key, and what else
/// came along. Holds no token.
class InspectionView : public QWidget {
    Q_OBJECT

public:
    InspectionView();

    /// `label`: where it stood. `isInner`: it came out of another one, and its text is not held by itself.
    void setInspection(
        const inspect::Inspection &inspection, const QString &label, bool isInner, base::Time now);
    /// Something without a token: keys, an answer of a server, some JSON, whose `text` is shown.
    void setDocument(const inspect::Recognised &recognised, const QByteArray &text);
    void setFacts(const QList<inspect::Fact> &facts);
    void tick(base::Time now);
    SentCard *sent() const { return m_sent; }

Q_SIGNALS:
    void revealRequested();
    void copyRequested(authscope::ui::CopyAs how);
    void mintRequested(); ///< one like it
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    QWidget *makeTitle();
    void showContent(const inspect::Inspection &inspection);
    void showDisclosures(const QList<inspect::Disclosure> &disclosures);
    void showChips(const inspect::Inspection &inspection);

    Label *m_title;
    QHBoxLayout *m_chips;
    QPushButton *m_mint;
    Banner *m_verdict;
    Label *m_reason;
    TokenTimeline *m_timeline;
    ChecksCard *m_checks;
    QFrame *m_claimsCard;
    ClaimsTree *m_claims;
    QFrame *m_contentCard;
    Label *m_contentWords;
    WireEdit *m_content;
    QFrame *m_disclosuresCard;
    QStandardItemModel m_disclosuresModel;
    Table *m_disclosures;
    QWidget *m_cards;
    SentCard *m_sent;
    KeyCard *m_key;
    QFrame *m_headerCard;
    ClaimsTree *m_header;
    QFrame *m_factsCard;
    QStandardItemModel m_factsModel;
    Table *m_facts;
};

} // namespace authscope::ui
