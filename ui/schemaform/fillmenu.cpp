// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/fillmenu.h"

#include "ui/common/text.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::Boundary;
using schema::BoundaryKind;

namespace {

constexpr qsizetype offeredOfAKind = 40;
constexpr qsizetype offeredInAll = 160;

QString placeOf(const Boundary &boundary)
{
    return boundary.pointer.isEmpty() ? FillMenu::tr("all of it")
                                      : base::cleaned(boundary.pointer.mid(1), 60);
}

} // namespace

FillMenu::FillMenu() : QPushButton(tr("Fill…"))
{
    setObjectName(u"fillButton"_s);
    setProperty("quiet", true);
    setAutoDefault(false);
    setAccessibleName(tr("Fill the arguments"));
    setToolTip(plainToolTip(tr("Examples, and values at the limits of the schema")));
    connect(this, &QPushButton::clicked, this, &FillMenu::open);
}

void FillMenu::setSchema(const json::Value &schema)
{
    m_schema = schema;
    m_boundaries.reset();
}

void FillMenu::fillWithExamples()
{
    const schema::Sample sample = schema::sampleFor(m_schema);
    Q_EMIT chosen(sample.value,
        sample.isValid
            ? tr("✓ Filled with examples; the schema allows them.")
            : tr("! Filled with examples. None was found that the schema allows: what it objects to "
                 "is marked."));
}

void FillMenu::addBoundaries(QMenu *menu, BoundaryKind kind, const QString &title)
{
    auto *part = menu->addMenu(title);
    qsizetype count = 0;
    for (const Boundary &boundary : std::as_const(*m_boundaries)) {
        if (boundary.kind != kind || ++count > offeredOfAKind)
            continue;
        const QString words = u"%1: %2"_s.arg(placeOf(boundary), base::cleaned(boundary.why, 80));
        QAction *action = part->addAction(withoutMnemonic(words));
        action->setObjectName(u"boundaryAction"_s);
        connect(action, &QAction::triggered, this, [this, boundary, words] {
            Q_EMIT chosen(boundary.value,
                boundary.isValid
                    ? tr("✓ %1. The schema allows it.").arg(words)
                    : tr("✗ %1. The schema does not allow it: the server should refuse it.").arg(words));
        });
    }
    part->menuAction()->setVisible(count > 0);
}

void FillMenu::open()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"fillMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *examples = menu->addAction(tr("Fill with examples"));
    examples->setObjectName(u"fillExamplesAction"_s);
    connect(examples, &QAction::triggered, this, &FillMenu::fillWithExamples);
    QAction *clear = menu->addAction(tr("Start over, with the defaults"));
    clear->setObjectName(u"fillDefaultsAction"_s);
    connect(clear, &QAction::triggered, this, [this] {
        const auto blank = schema::FormNode::build(m_schema).blankValue();
        Q_EMIT chosen(blank.value_or(json::Object()), {});
    });
    if (m_isExtending && m_isExtending()) {
        QAction *extend = menu->addAction(tr("Add an argument the schema does not name"));
        extend->setObjectName(u"addArgumentAction"_s);
        connect(extend, &QAction::triggered, this, &FillMenu::extendRequested);
    }
    if (!m_boundaries)
        m_boundaries = schema::boundariesOf(m_schema, {}, {}, offeredInAll);
    menu->addSection(tr("Boundary values"));
    addBoundaries(menu, BoundaryKind::Smallest, tr("Smallest"));
    addBoundaries(menu, BoundaryKind::Largest, tr("Largest"));
    addBoundaries(menu, BoundaryKind::Empty, tr("Empty"));
    addBoundaries(menu, BoundaryKind::Outside, tr("Just outside"));
    menu->popup(mapToGlobal(QPoint(0, height())));
}

} // namespace authscope::ui
