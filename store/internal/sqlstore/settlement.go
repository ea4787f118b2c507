package sqlstore

import (
	"context"

	"github.com/muster-zk/muster"
)

var errSettlement = muster.Errorf(muster.CodeUnsupported, "settlements are not stored yet")

func (s *Store) SettlementGet(context.Context, muster.BatchID, string) (muster.Settlement, error) {
	return muster.Settlement{}, errSettlement
}
func (s *Store) SettlementList(context.Context, muster.SettlementFilter) ([]muster.Settlement, error) {
	return nil, nil
}
func (s *Store) SettlementAttempts(context.Context, muster.BatchID, string) ([]muster.SettlementAttempt, error) {
	return nil, errSettlement
}
func (s *Store) SettlementAttempt(context.Context, muster.SettlementAttemptParams) (muster.Settlement, error) {
	return muster.Settlement{}, errSettlement
}
func (s *Store) SettlementMove(context.Context, muster.SettlementMoveParams) (muster.Settlement, error) {
	return muster.Settlement{}, errSettlement
}
func (s *Store) SettlementSent(context.Context, muster.SettlementSentParams) error {
	return errSettlement
}
func (s *Store) BatchHold(context.Context, muster.BatchHoldParams) (muster.Batch, error) {
	return muster.Batch{}, errSettlement
}
func (s *Store) BatchProve(context.Context, muster.BatchProveParams) (muster.Batch, error) {
	return muster.Batch{}, errSettlement
}
